# Random-intercept models of agencies.csv by R: Rscript multilevel.R > multilevel.json
# lme4, lmerTest (Satterthwaite's degrees of freedom), jsonlite
suppressPackageStartupMessages({library(lmerTest); library(jsonlite)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
d <- read.csv(file.path(here, "agencies.csv"))
d$size <- ave(d$x, d$unit, FUN = length)  # of the unit: the same for all its people
v <- function(p) paste(p, packageVersion(p))
num <- function(x) as.list(setNames(as.numeric(x), names(x)))
model <- function(y, xs, group) {
  m <- d[complete.cases(d[c(y, xs, group)]), ]
  terms <- c()
  for (x in xs) {
    b <- ave(m[[x]], m[[group]]); w <- m[[x]] - b
    if (max(abs(w)) > 1e-9) { m[[paste0(x, "_within")]] <- w; terms <- c(terms, paste0(x, "_within")) }
    m[[paste0(x, "_between")]] <- b; terms <- c(terms, paste0(x, "_between"))
  }
  f <- suppressMessages(lmer(as.formula(paste(y, "~", paste(c("1", terms), collapse = "+"), "+ (1 |", group, ")")), m,
                             control = lmerControl(optCtrl = list(xtol_abs = 1e-14, ftol_abs = 1e-14))))
  t <- coef(summary(f)); vc <- as.data.frame(VarCorr(f))$vcov
  list(n = nrow(m), G = length(unique(m[[group]])), tau2 = vc[1], sigma2 = vc[2], singular = isSingular(f),
       estimate = num(t[, 1]), se = num(t[, 2]), df = num(t[, 3]), p = num(t[, 5]))
}
out <- list(how = paste("R", getRversion(), paste(sapply(c("lme4", "lmerTest"), v), collapse = ", ")),
  empty = model("y", c(), "agency"), both = model("y", c("x", "w"), "agency"),
  of_units = model("y", c("x", "size"), "unit"), no_variance = model("w", c("x"), "unit"))
cat(toJSON(out, digits = NA, auto_unbox = TRUE, pretty = TRUE), "\n")
