"""How well the nodes of the measurement level are measured, node by node."""
