# Values of agencies.csv from R: Rscript agencies.R > agencies.json
# sandwich, lmtest, car, multilevel, nlme, boot, MASS
suppressPackageStartupMessages({library(sandwich); library(lmtest); library(car); library(multilevel); library(nlme)
  library(boot); library(MASS)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
d <- read.csv(file.path(here, "agencies.csv"))
v <- function(p) paste(p, packageVersion(p))
out <- list(how = paste("R", getRversion(), paste(sapply(c("sandwich", "lmtest", "car", "multilevel", "nlme", "boot",
                                                         "MASS"), v), collapse = ", ")))
num <- function(x) as.list(setNames(as.numeric(x), names(x)))

m <- d[complete.cases(d[c("y", "x", "w", "m1", "region")]), ]
fit <- lm(y ~ x + w + m1 + region, m)
cl <- function(by) vcovCL(fit, cluster = m[[by]], type = "HC1", cadjust = TRUE)
V <- cl("unit")
ct <- coeftest(fit, vcov. = V, df = length(unique(m$unit)) - 1)
W <- waldtest(fit, vcov = V, test = "F")
out$cluster <- list(n = nrow(m), G = length(unique(m$unit)), coef = num(coef(fit)), se = num(sqrt(diag(V))),
                    p = num(ct[, 4]), se_agency = num(sqrt(diag(cl("agency")))), wald_F = W$F[2])
w2 <- linearHypothesis(lm(y ~ x + w + m1, m), c("w", "m1"), vcov. = vcovHC(lm(y ~ x + w + m1, m), "HC3"))
a2 <- anova(lm(y ~ x, m), lm(y ~ x + w + m1, m))
out$blocks <- list(wald_F = w2$F[2], wald_p = w2[2, "Pr(>F)"], F = a2$F[2], p = a2[2, "Pr(>F)"])
base <- lm(y ~ x + w + m1, m)
X <- model.matrix(base)[, -1]
white <- lm(I(resid(base)^2) ~ X + I(X^2) + I(X[, 1] * X[, 2]) + I(X[, 1] * X[, 3]) + I(X[, 2] * X[, 3]))
out$diagnostics <- list(bp = unname(bptest(base)$statistic), bp_p = unname(bptest(base)$p.value),
  white = nrow(m) * summary(white)$r.squared, reset = unname(resettest(base, 2:3)$statistic),
  reset_p = unname(resettest(base, 2:3)$p.value), dw = unname(dwtest(base)$statistic),
  shapiro = unname(shapiro.test(resid(base))$statistic), shapiro_p = shapiro.test(resid(base))$p.value,
  cook_max = max(cooks.distance(base)), cook_row = unname(which.max(cooks.distance(base))),
  cook_over = sum(cooks.distance(base) > 4 / nrow(m)))

mo <- d[complete.cases(d[c("y", "x", "w", "m1")]), ]
f <- lm(y ~ x + w + x:w + m1, mo)
V <- vcovHC(f, "HC3"); b <- coef(f)
at <- quantile(mo$w, c(.16, .5, .84))
eff <- b["x"] + b["x:w"] * at
se <- sqrt(V["x", "x"] + 2 * at * V["x", "x:w"] + at^2 * V["x:w", "x:w"])
t2 <- qt(.975, f$df.residual)^2
roots <- Re(polyroot(c(t2 * V["x", "x"] - b["x"]^2, 2 * (t2 * V["x", "x:w"] - b["x"] * b["x:w"]),
                       t2 * V["x:w", "x:w"] - b["x:w"]^2)))
out$moderation <- list(n = nrow(mo), at = unname(at), effect = unname(eff), se = unname(se), roots = sort(roots),
  r2_change = summary(f)$r.squared - summary(lm(y ~ x + w + m1, mo))$r.squared, F = anova(lm(y ~ x + w + m1, mo), f)$F[2])

g <- d[complete.cases(d[c("y", "agency")]), ]
g$agency <- factor(g$agency)
lm0 <- aov(y ~ agency, g)
re <- lme(y ~ 1, random = ~1 | agency, g, control = lmeControl(msTol = 1e-12, tolerance = 1e-12, opt = "optim",
                                                             reltol = 1e-14))
vc <- as.numeric(VarCorr(re)[, 1])
out$icc <- list(n = nrow(g), mean_size = ICC1(lm0), icc2 = ICC2(lm0), reml = vc[1] / sum(vc),
                F = summary(lm0)[[1]]$`F value`[1], msb = summary(lm0)[[1]]$`Mean Sq`[1], msw = summary(lm0)[[1]]$`Mean Sq`[2])
q <- d; for (j in c("q3", "q6")) q[[j]] <- 6 - q[[j]]
names8 <- paste0("q", 1:8)
q <- q[complete.cases(q[names8]), ]
uni <- rwg.j(q[names8], q$agency, ranvar = 2); lin <- rwg.j.lindell(q[names8], q$agency, ranvar = 2)
aw <- awg(q[names8], q$agency, range = c(1, 5))
out$rwg <- list(n = nrow(q), group = as.character(uni$grpid), rwg = uni$rwg.j, star = lin$rwg.lindell, awg = aw$a.wg)

s <- d[complete.cases(d[c("x", "m1", "m2", "y")]), ]
stat <- function(data, i) {
  r <- data[i, ]
  a <- coef(lm(m1 ~ x, r)); k <- coef(lm(m2 ~ x + m1, r)); z <- coef(lm(y ~ x + m1 + m2, r))
  c(a[["x"]] * z[["m1"]], k[["x"]] * z[["m2"]], a[["x"]] * k[["m1"]] * z[["m2"]])
}
set.seed(20260101)
bo <- boot(s, stat, R = 10000)
acc <- function(l) sum(l^3) / (6 * sum(l^2)^1.5)
# boot's own empinf() centres on the estimate; Efron's definition centres on the mean of the values
left <- t(sapply(seq_len(nrow(s)), function(i) stat(s[-i, ], seq_len(nrow(s) - 1))))
jack <- apply(left, 2, function(l) acc(mean(l) - l))
bca <- lapply(1:3, function(j) boot.ci(bo, index = j, type = "bca")$bca[4:5])
perc <- lapply(1:3, function(j) boot.ci(bo, index = j, type = "perc")$percent[4:5])
out$serial <- list(n = nrow(s), estimate = bo$t0, acceleration = jack, bca = bca, percentile = perc, se = apply(bo$t, 2, sd))

o <- d[complete.cases(d[c("answer", "x", "w")]), ]
p <- polr(factor(answer) ~ x + w, o, Hess = TRUE, control = list(reltol = 1e-15, maxit = 500))
cats <- sort(unique(o$answer)); Xo <- cbind(1, o$x, o$w)
bin <- lapply(cats[-length(cats)], function(c0) glm(I(answer > c0) ~ x + w, binomial, o, control = list(epsilon = 1e-14)))
J <- length(bin); V <- matrix(0, 2 * J, 2 * J)
for (i in 1:J) for (j in i:J) {
  pi <- fitted(bin[[i]]); pj <- fitted(bin[[j]])
  A <- solve(t(Xo) %*% (Xo * pi * (1 - pi))); B <- solve(t(Xo) %*% (Xo * pj * (1 - pj)))
  blk <- (A %*% (t(Xo) %*% (Xo * pj * (1 - pi))) %*% B)[-1, -1]
  V[(2 * i - 1):(2 * i), (2 * j - 1):(2 * j)] <- blk; V[(2 * j - 1):(2 * j), (2 * i - 1):(2 * i)] <- t(blk)
}
bb <- unlist(lapply(bin, function(z) coef(z)[-1])); D <- cbind(-diag(2), matrix(0, 2, 2 * (J - 1)))
D <- do.call(rbind, lapply(2:J, function(j) { M <- matrix(0, 2, 2 * J); M[, 1:2] <- -diag(2); M[, (2 * j - 1):(2 * j)] <- diag(2); M }))
brant <- function(D) as.numeric(t(D %*% bb) %*% solve(D %*% V %*% t(D)) %*% (D %*% bb))
null <- polr(factor(answer) ~ 1, o)
out$ordinal <- list(n = nrow(o), coef = num(coef(p)), zeta = num(p$zeta), se = num(sqrt(diag(vcov(p)))[1:2]),
  ll = as.numeric(logLik(p)), ll0 = as.numeric(logLik(null)), brant = brant(D), brant_x = brant(D[c(1, 3, 5), ]))
r <- data.frame(y = rank(m$y), x = rank(m$x), w = rank(m$w))
rf <- lm(y ~ x + w, r)
out$rank <- list(coef = num(coef(rf)), se = num(sqrt(diag(vcovHC(rf, "HC3")))))

e <- d[complete.cases(d[c("y", "region")]), ]
two <- e[e$region != "north", ]
a1 <- two$y[two$region == "east"]; a2 <- two$y[two$region == "west"]
df <- length(a1) + length(a2) - 2
J <- exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)
tt <- t.test(a1, a2, var.equal = TRUE)$statistic
size <- sqrt(length(a1) * length(a2) / (length(a1) + length(a2)))
lim <- sapply(c(.975, .025), function(l) uniroot(function(nc) pt(tt, df, nc) - l, c(tt - 6, tt + 6), tol = 1e-12)$root)
f0 <- anova(lm(y ~ region, e)); Fv <- f0$F[1]; dfs <- f0$Df
ncp <- sapply(c(.975, .025), function(l) if (pf(Fv, dfs[1], dfs[2]) <= l) 0 else
  uniroot(function(nc) pf(Fv, dfs[1], dfs[2], nc) - l, c(0, 60), tol = 1e-12)$root)
out$groups <- list(n = nrow(e), F = Fv, welch = unname(oneway.test(y ~ region, e)$statistic),
  welch_df = unname(oneway.test(y ~ region, e)$parameter[2]), H = unname(kruskal.test(y ~ region, e)$statistic),
  levene = leveneTest(y ~ factor(region), e, center = mean)$`F value`[1],
  brown_forsythe = leveneTest(y ~ factor(region), e)$`F value`[1], eta2_limits = ncp / (ncp + nrow(e)),
  g = as.numeric(J * tt / size), g_limits = J * lim / size,
  U = unname(wilcox.test(a1, a2)$statistic), n1 = length(a1), n2 = length(a2))

raw <- as.matrix(d[names8]); cc <- raw[complete.cases(raw), ]; mu <- colMeans(cc); S <- cov(cc)
d2 <- apply(raw, 1, function(z) { k <- !is.na(z); mahalanobis(z[k], mu[k], S[k, k]) })
irv <- apply(raw, 1, sd, na.rm = TRUE)
long <- apply(raw, 1, function(z) { z[is.na(z)] <- -seq_len(sum(is.na(z))); max(ifelse(rle(z)$values < 0, 0, rle(z)$lengths)) })
out$careless <- list(d2 = d2, df = rowSums(!is.na(raw)), irv = irv, longstring = long)
out$power <- list(block = pf(qf(.95, 3, 93), 3, 93, ncp = .1 * 100, lower.tail = FALSE))

json <- function(x) {
  if (is.list(x) && !is.null(names(x))) paste0("{", paste0("\"", names(x), "\": ", sapply(x, json), collapse = ", "), "}")
  else if (is.list(x)) paste0("[", paste(sapply(x, json), collapse = ", "), "]")
  else if (is.character(x)) { s <- paste0("\"", x, "\""); if (length(x) == 1) s else paste0("[", paste(s, collapse = ", "), "]") }
  else { s <- ifelse(is.na(x), "null", format(x, digits = 15, trim = TRUE)); s <- vapply(x, function(z) if (is.na(z)) "null" else format(z, digits = 15), ""); if (length(x) == 1) s else paste0("[", paste(s, collapse = ", "), "]") }
}
cat(json(out), "\n")
