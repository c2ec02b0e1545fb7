"""The PLS path model: constructs as weighted sums of their items, and the paths between them."""
