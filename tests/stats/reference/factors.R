# Values of factors_answers.csv from R: Rscript factors.R > factors.json
# R 4.5.0, psych 2.4.12, lavaan 0.6-19, GPArotation; lead4 is reversed first (6 - x)
suppressPackageStartupMessages({library(lavaan); library(psych); library(GPArotation)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
data <- read.csv(file.path(here, "factors_answers.csv"))
data$lead4 <- 6 - data$lead4
out <- list(how = paste("R", getRversion(), "psych", packageVersion("psych"), "lavaan", packageVersion("lavaan"),
                        "GPArotation", packageVersion("GPArotation")))
scales <- list(lead = paste0("lead", 1:5), staff = paste0("staff", 1:4), data = paste0("data", 1:3), use = paste0("use", 1:2))
table_of <- function(M) lapply(setNames(rownames(M), rownames(M)), function(r) as.list(setNames(M[r, ], colnames(M))))

set.seed(20261)
for (s in names(scales)) {
  x <- na.omit(data[scales[[s]]])
  block <- list(n = nrow(x))
  ordered_fit <- lavCor(x, ordered = names(x), output = "fit", se = "none")
  R <- lavInspect(ordered_fit, "sampstat")$cov
  block$polychoric <- table_of(unclass(R))
  block$thresholds <- as.list(lavInspect(ordered_fit, "sampstat")$th)
  rho <- psych::polychoric(x, correct = 0)$rho
  block$polychoric_psych <- table_of(rho)
  rbar <- mean(R[lower.tri(R)]); k <- ncol(x)
  block$ordinal_alpha <- k * rbar / (1 + (k - 1) * rbar)
  block$ordinal_alpha_psych <- suppressWarnings(psych::alpha(rho, check.keys = FALSE)$total$raw_alpha)
  if (k > 2) {
    m <- psych::KMO(cor(x)); b <- psych::cortest.bartlett(cor(x), n = nrow(x))
    block$kmo <- list(overall = m$MSA, items = as.list(m$MSAi))
    block$bartlett <- list(chisq = b$chisq, df = b$df, p = b$p.value)
    draw <- replicate(4000, {
      d <- x[sample(nrow(x), replace = TRUE), ]
      r <- cor(d)
      # three items have a closed form, on which factanal stops at once
      l <- if (k == 3) sqrt(c(r[1, 2] * r[1, 3] / r[2, 3], r[1, 2] * r[2, 3] / r[1, 3], r[1, 3] * r[2, 3] / r[1, 2]))
           else abs(factanal(covmat = r, factors = 1, control = list(nstart = 3))$loadings[, 1])
      s <- apply(d, 2, sd)
      c(sum(l)^2 / (sum(l)^2 + sum(1 - l^2)), mean(l^2),
        sum(l * s)^2 / (sum(l * s)^2 + sum((1 - l^2) * s^2)))
    })
    block$boot <- lapply(setNames(1:3, c("composite_reliability", "ave", "omega")), function(i) {
      ends <- quantile(draw[i, ], c(.025, .975), type = 6)
      g <- density(draw[i, ])
      # Monte Carlo SE of the difference between this end (B 4000) and one from B 5000
      list(ends = unname(ends), mc_se = sqrt(.025 * .975 * (1 / 4000 + 1 / 5000)) / approx(g$x, g$y, ends)$y)
    })
  }
  out$scales[[s]] <- block
}
x <- na.omit(data[unlist(scales)])
out$joint <- list(n = nrow(x), eigenvalues = eigen(cor(x))$values)
m <- psych::KMO(cor(x)); b <- psych::cortest.bartlett(cor(x), n = nrow(x))
out$joint$kmo <- list(overall = m$MSA, items = as.list(m$MSAi))
out$joint$bartlett <- list(chisq = b$chisq, df = b$df, p = b$p.value)
copies <- replicate(4000, eigen(cor(apply(x, 2, sample)), only.values = TRUE)$values)
out$joint$parallel <- list(quantile95 = apply(copies, 1, quantile, .95, type = 6), sd = apply(copies, 1, sd))

for (m in 2:4) {
  f <- factanal(x, m, rotation = "none", control = list(nstart = 5, opt = list(factr = 10, pgtol = 0)))
  A <- unclass(f$loadings)
  obl <- GPArotation::oblimin(A, normalize = FALSE, eps = 1e-8, maxit = 5000)
  vmx <- GPArotation::Varimax(A, normalize = FALSE, eps = 1e-8, maxit = 5000)
  out$efa[[paste0("m", m)]] <- list(chisq = unname(f$STATISTIC), df = unname(f$dof), p = unname(f$PVAL),
    uniquenesses = as.list(f$uniquenesses), oblimin = unname(lapply(1:m, function(j) obl$loadings[, j])),
    phi = unname(lapply(1:m, function(j) obl$Phi[, j])), varimax = unname(lapply(1:m, function(j) vmx$loadings[, j])))
}

model <- paste(sapply(names(scales), function(s) paste("F", s, " =~ ", paste(scales[[s]], collapse = " + "), sep = "")), collapse = "\n")
fit <- cfa(model, x, std.lv = TRUE)
fm <- fitMeasures(fit)
e <- parameterEstimates(fit); st <- standardizedSolution(fit)
load <- e$op == "=~"; cors <- e$op == "~~" & e$lhs != e$rhs
out$cfa <- list(
  fit = as.list(fm[c("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "srmr_bentler_nomean",
                     "aic", "bic", "logl", "baseline.chisq", "baseline.df", "npar")]),
  loadings = setNames(lapply(which(load), function(i) list(est = e$est[i], se = e$se[i], z = e$z[i], low = e$ci.lower[i], high = e$ci.upper[i], std = st$est.std[st$op == "=~"][i])), e$rhs[load]),
  correlations = lapply(which(cors), function(i) list(a = sub("^F", "", e$lhs[i]), b = sub("^F", "", e$rhs[i]), est = e$est[i], se = e$se[i], low = e$ci.lower[i], high = e$ci.upper[i])))
L <- lavInspect(fit, "std")$lambda
out$cfa$AVE <- as.list(setNames(sapply(seq_along(scales), function(j) mean(L[scales[[j]], j]^2)), names(scales)))
out$cfa$CR <- as.list(setNames(sapply(seq_along(scales), function(j) {l <- L[scales[[j]], j]; sum(l)^2 / (sum(l)^2 + sum(1 - l^2))}), names(scales)))

scores <- sapply(scales, function(s) rowMeans(x[s]))
out$common_method <- list(harman = eigen(cor(x))$values[1] / ncol(x), vif = as.list(diag(solve(cor(scores)))), smallest_positive_r = min(cor(scores)[lower.tri(diag(4))]))
y <- na.omit(data[c(unlist(scales), "marker")])
ys <- sapply(scales, function(s) rowMeans(y[s]))
rm <- cor(ys, y$marker)
pos <- min(rm[rm > 0])
adj <- (cor(ys) - pos) / (1 - pos)
out$marker <- list(n = nrow(y), r = pos, adjusted = table_of(adj), lead_staff_t = adj[1, 2] * sqrt((nrow(y) - 3) / (1 - adj[1, 2]^2)),
                   lead_staff_p = 2 * pt(-abs(adj[1, 2] * sqrt((nrow(y) - 3) / (1 - adj[1, 2]^2))), nrow(y) - 3))
cross <- t(sapply(names(x), function(i) sapply(scales, function(s) cor(x[[i]], rowMeans(x[setdiff(s, i)])))))
out$cross_loadings <- table_of(cross)

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
