# Values of answers.csv from R: Rscript reference.R > reference.json
# R 4.5.0, psych 2.4.12, lavaan 0.6-19, sandwich 3.1-1
suppressPackageStartupMessages({library(lavaan); library(psych); library(sandwich)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
data <- read.csv(file.path(here, "answers.csv"))
out <- list(how = paste("R", getRversion(), "psych", packageVersion("psych"), "lavaan", packageVersion("lavaan"),
                        "sandwich", packageVersion("sandwich")))
scales <- list(trust = paste0("t", 1:4), reach = paste0("r", 1:3), value = paste0("v", 1:2))

type2 <- function(x) {
  x <- x[!is.na(x)]; n <- length(x); d <- x - mean(x); m2 <- mean(d^2)
  g1 <- mean(d^3) / m2^1.5; g2 <- mean(d^4) / m2^2 - 3
  c(sqrt(n * (n - 1)) / (n - 2) * g1, (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6))
}
items <- list()
for (name in unlist(scales)) {
  x <- data[[name]]
  items[[name]] <- list(n = sum(!is.na(x)), mean = mean(x, na.rm = TRUE), sd = sd(x, na.rm = TRUE),
                        median = median(x, na.rm = TRUE), skewness = psych::skew(x, type = 2),
                        kurtosis = psych::kurtosi(x, type = 2), own_type2 = type2(x),
                        counts = as.list(table(factor(x, levels = 1:5))))
}
out$items <- items
for (s in names(scales)) {
  x <- na.omit(data[scales[[s]]])
  a <- suppressWarnings(psych::alpha(x, check.keys = FALSE))
  block <- list(n = nrow(x), alpha = a$total$raw_alpha, standardised = a$total$std.alpha,
                average_r = a$total$average_r, item_rest_r = as.list(setNames(a$item.stats$r.drop, rownames(a$item.stats))))
  feldt <- a$feldt
  block$feldt <- c(feldt$lower.ci[[1]], feldt$upper.ci[[1]])
  n <- nrow(x); k <- ncol(x); al <- block$alpha
  block$feldt_by_qf <- c(1 - (1 - al) * qf(.975, n - 1, (n - 1) * (k - 1)), 1 - (1 - al) * qf(.025, n - 1, (n - 1) * (k - 1)))
  if (k > 2) {
    block$alpha_if_deleted <- as.list(setNames(a$alpha.drop$raw_alpha, rownames(a$alpha.drop)))
    f <- cfa(paste("F =~", paste(names(x), collapse = " + ")), x, std.lv = TRUE)
    l <- lavInspect(f, "std")$lambda[, 1]
    u <- lavInspect(f, "est")
    block$loadings <- as.list(l)
    block$composite_reliability <- sum(l)^2 / (sum(l)^2 + sum(1 - l^2))
    block$ave <- mean(l^2)
    block$omega <- sum(u$lambda)^2 / (sum(u$lambda)^2 + sum(diag(u$theta)))
  }
  out$scales[[s]] <- block
}
complete <- na.omit(data[unlist(scales)])
R <- cor(complete)
within <- function(R, a) { r <- R[a, a]; r[upper.tri(r)] }
pairs <- combn(names(scales), 2, simplify = FALSE)
out$htmt <- lapply(pairs, function(p) {
  a <- scales[[p[1]]]; b <- scales[[p[2]]]
  list(a = p[1], b = p[2], n = nrow(complete),
       htmt = mean(R[a, b]) / sqrt(mean(within(R, a)) * mean(within(R, b))),
       htmt2 = exp(mean(log(R[a, b]))) / sqrt(exp(mean(log(within(R, a)))) * exp(mean(log(within(R, b))))))
})
score <- data.frame(lapply(scales, function(s) rowMeans(data[s])), age = data$age, office = factor(data$office))
m <- lm(value ~ trust + reach + age + office, score)
fits <- list(coef = as.list(coef(m)), n = nobs(m), r2 = summary(m)$r.squared, adj_r2 = summary(m)$adj.r.squared,
             sigma = sigma(m), F = summary(m)$fstatistic[[1]], conf_classical = confint(m))
for (type in c("HC0", "HC1", "HC2", "HC3", "HC4", "const")) {
  V <- vcovHC(m, type = type)
  fits[[type]] <- as.list(sqrt(diag(V)))
  b <- coef(m)[-1]
  fits[[paste0("wald_", type)]] <- drop(t(b) %*% solve(V[-1, -1]) %*% b) / length(b)
}
t3 <- coef(m) / sqrt(diag(vcovHC(m, type = "HC3")))
fits$p_HC3 <- as.list(2 * pt(-abs(t3), df.residual(m)))
X <- model.matrix(m)
fits$vif <- as.list(diag(solve(cor(X[, -1]))))
fits$condition <- kappa(sweep(X, 2, sqrt(colSums(X^2)), "/"), exact = TRUE)
fits$sr2 <- as.list(sapply(colnames(X)[-1], function(term) {
  summary(m)$r.squared - summary(lm(model.response(model.frame(m)) ~ X[, setdiff(colnames(X), c(term, "(Intercept)"))]))$r.squared
}))
out$regression <- fits
rows <- na.omit(score)
a <- coef(lm(reach ~ trust + age + office, rows))[["trust"]]
y <- coef(lm(value ~ trust + reach + age + office, rows))
total <- coef(lm(value ~ trust + age + office, rows))[["trust"]]
out$mediation <- list(n = nrow(rows), a = a, b = y[["reach"]], direct = y[["trust"]], total = total,
                      indirect = a * y[["reach"]],
                      indirect_standardised = a * y[["reach"]] * sd(rows$trust) / sd(rows$value))
set.seed(20260101)
draw <- replicate(20000, {
  d <- rows[sample(nrow(rows), replace = TRUE), ]
  Xa <- model.matrix(~ trust + age + office, d); Xy <- model.matrix(~ trust + reach + age + office, d)
  .lm.fit(Xa, d$reach)$coefficients[2] * .lm.fit(Xy, d$value)$coefficients[3]
})
ends <- quantile(draw, c(.025, .975), type = 6)
out$mediation$percentile <- unname(ends)
f <- density(draw)
height <- approx(f$x, f$y, ends)$y
# Monte Carlo SE of the difference between this end (B 20000) and one from B 5000
out$mediation$mc_se <- unname(sqrt(.025 * .975 * (1 / 20000 + 1 / 5000)) / height)
p <- c(.003, .021, .021, .4, .049, 1)
out$adjust <- list(p = p, holm = p.adjust(p, "holm"), bh = p.adjust(p, "BH"))

text <- function(x) {
  if (is.list(x)) {
    body <- vapply(x, text, "")
    if (is.null(names(x))) return(paste0("[", paste(body, collapse = ",\n"), "]"))
    return(paste0("{", paste0('"', names(x), '": ', body, collapse = ",\n"), "}"))
  }
  if (is.character(x)) return(paste0('"', x, '"'))
  cell <- sprintf("%.17g", x)
  if (length(cell) == 1) cell else paste0("[", paste(cell, collapse = ", "), "]")
}
cat(text(out), "\n")
