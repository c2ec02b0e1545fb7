# Models of correlated factors on random subsamples, by lavaan (R 4.5.0, lavaan 0.6-19).
# First, in the folder of the run: python -m tests.stats.subsamples FOLDER_OF_THE_PUBLIC_DATA
# then, there: Rscript subsamples.R > subsamples.json
# Stored: rows used, chi2, and what lavaan says: 1 the solution converged and is admissible, 0 it converged and is
# not admissible, null it did not converge.
suppressPackageStartupMessages(library(lavaan))
data <- sapply(c("bfi", "mobi", "weak_answers"), function(name) read.csv(paste0(name, "_keyed.csv")), simplify = FALSE)
fitted <- function(line) {
  part <- strsplit(line, "\t")[[1]]
  x <- data[[part[1]]][as.integer(strsplit(part[3], ",")[[1]]) + 1, ]
  model <- gsub(",", " + ", gsub("=", " =~ ", gsub(";", "\n", paste0("F", gsub(";", ";F", part[2])))))
  fit <- suppressWarnings(tryCatch(cfa(model, x, std.lv = TRUE, se = "none", baseline = FALSE), error = function(e) NULL))
  if (is.null(fit) || !lavInspect(fit, "converged")) return("[null,null,null]")
  good <- suppressWarnings(lavInspect(fit, "post.check"))
  sprintf("[%d,%.9g,%d]", lavInspect(fit, "nobs"), fitMeasures(fit, "chisq")[[1]], as.integer(good))
}
block <- function(kind) paste0("\"", kind, "\": [\n", paste(sapply(readLines(paste0("subsamples_", kind, ".tsv")), fitted), collapse = ",\n"), "]")
cat("{\"how\": \"", paste("R", getRversion(), "lavaan", packageVersion("lavaan")), "\",\n", block("public"), ",\n", block("own"), "}\n", sep = "")
