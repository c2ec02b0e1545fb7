# Values of groups.csv from base R: Rscript groups.R > groups.json
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
d <- read.csv(file.path(here, "groups.csv"))
one <- function(y, g) {
  keep <- !is.na(y); y <- y[keep]; g <- factor(g[keep])
  w <- oneway.test(y ~ g); k <- kruskal.test(y ~ g); a <- anova(lm(y ~ g)); N <- length(y)
  z <- abs(y - ave(y, g, FUN = median)); b <- anova(lm(z ~ g))
  ss <- a[["Sum Sq"]]; df <- a[["Df"]]; ms <- ss[2] / df[2]; Fa <- a[["F value"]][1]
  lambda <- function(p) {
    f <- function(l) pf(Fa, df[1], df[2], ncp = l) - p
    if (f(0) <= 0) 0 else uniroot(f, c(0, 500), tol = 1e-13)$root
  }
  lim <- sapply(c(.975, .025), lambda); lim <- lim / (lim + N)
  m <- tapply(y, g, mean); v <- tapply(y, g, var) / tapply(y, g, length); n <- tapply(y, g, length)
  pr <- t(combn(levels(g), 2)); kk <- nlevels(g)
  pairs <- lapply(seq_len(nrow(pr)), function(i) {
    p <- pr[i, 1]; q <- pr[i, 2]; dif <- m[[q]] - m[[p]]; se <- sqrt((v[[p]] + v[[q]]) / 2)
    nu <- (v[[p]] + v[[q]])^2 / (v[[p]]^2 / (n[[p]] - 1) + v[[q]]^2 / (n[[q]] - 1))
    r <- qtukey(.95, kk, nu) * se
    list(first = p, second = q, estimate = dif, low = dif - r, high = dif + r,
         p = ptukey(abs(dif) / se, kk, nu, lower.tail = FALSE))
  })
  list(n = N, welch = unname(w$statistic), df1 = unname(w$parameter[1]), df2 = unname(w$parameter[2]), p = w$p.value,
       kruskal = unname(k$statistic), kruskal_p = k$p.value, eta = ss[1] / sum(ss), eta_low = lim[1], eta_high = lim[2],
       omega = (ss[1] - df[1] * ms) / (sum(ss) + ms), epsilon = unname(k$statistic) / (N - 1),
       brown_forsythe = b[["Pr(>F)"]][1], pairs = pairs)
}
out <- list(how = R.version.string, first = one(d$first, d$agency), second = one(d$second, d$agency))
out$holm <- p.adjust(c(out$first$p, out$second$p), "holm")
write <- function(x) {
  if (is.list(x)) {
    if (is.null(names(x))) return(paste0("[", paste(sapply(x, write), collapse = ", "), "]"))
    return(paste0("{", paste(sprintf('"%s": %s', names(x), sapply(x, write)), collapse = ", "), "}"))
  }
  if (is.character(x)) return(sprintf('"%s"', x))
  if (length(x) > 1) return(paste0("[", paste(sprintf("%.15g", x), collapse = ", "), "]"))
  sprintf("%.15g", x)
}
cat(write(out), "\n")
