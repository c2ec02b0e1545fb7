# Rotated ML loadings of factors_answers.csv from R: Rscript rotations.R > rotations.json
# R 4.5.0, psych, GPArotation; lead4 is reversed first (6 - x). Row by row: the items; in a row: the factors.
suppressPackageStartupMessages({library(psych); library(GPArotation)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
data <- read.csv(file.path(here, "factors_answers.csv"))
data$lead4 <- 6 - data$lead4
x <- na.omit(data[c(paste0("lead", 1:5), paste0("staff", 1:4), paste0("data", 1:3), paste0("use", 1:2))])
rows <- function(M) paste0("[", paste(apply(unclass(M), 1, function(r) paste0("[", paste(sprintf("%.10g", r), collapse = ","), "]")), collapse = ",\n"), "]")
one <- function(m) {
  A <- unclass(factanal(x, m, rotation = "none", control = list(nstart = 5, opt = list(factr = 10, pgtol = 0)))$loadings)
  found <- list(varimax = varimax(A, eps = 1e-12)$loadings, varimax_plain = varimax(A, normalize = FALSE, eps = 1e-12)$loadings,
                psych_varimax = fa(x, m, rotate = "varimax", fm = "ml")$loadings, psych_oblimin = fa(x, m, rotate = "oblimin", fm = "ml")$loadings,
                oblimin_normalised = oblimin(A, normalize = TRUE, eps = 1e-8, maxit = 5000)$loadings)
  paste0("\"m", m, "\": {", paste(sprintf("\"%s\": %s", names(found), sapply(found, rows)), collapse = ",\n"), "}")
}
cat("{\"how\": \"", paste("R", getRversion(), "psych", packageVersion("psych"), "GPArotation", packageVersion("GPArotation")), "\",\n", one(2), ",\n", one(3), "}\n", sep = "")
