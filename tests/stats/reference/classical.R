# Values of agencies.csv from R: Rscript classical.R > classical.json
# R 4.5.0, lmtest 0.9-40; the Lilliefors distance by its definition, the deviation from linearity by two nested models.
suppressPackageStartupMessages({library(lmtest)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
data <- read.csv(file.path(here, "agencies.csv"))
data$coarse <- round(data$x * 2) / 2
data <- na.omit(data[c("y", "coarse", "w", "m1")])
m <- lm(y ~ coarse + w + m1, data)
s <- summary(m)
e <- residuals(m)
n <- length(e)
g <- summary(lm(abs(e) ~ coarse + w + m1, data))
p <- pnorm(sort(e), mean(e), sd(e))
dev <- anova(lm(y ~ coarse, data), lm(y ~ factor(coarse), data))
vif <- sapply(c("coarse", "w", "m1"), function(name) {
  others <- setdiff(c("coarse", "w", "m1"), name)
  1 / (1 - summary(lm(data[[name]] ~ ., data[others]))$r.squared)
})
paths <- na.omit(read.csv(file.path(here, "agencies.csv"))[c("x", "m1", "y")])
first <- summary(lm(m1 ~ x, paths))$coefficients["x", 1:2]
second <- summary(lm(y ~ x + m1, paths))$coefficients["m1", 1:2]
sobel_se <- sqrt(second[[1]]^2 * first[[2]]^2 + first[[1]]^2 * second[[2]]^2)
sobel_z <- first[[1]] * second[[1]] / sobel_se
show <- function(x) paste0("[", paste(formatC(x, digits = 12, format = "g"), collapse = ", "), "]")
values <- list(
  n = n, std_error = s$coefficients[, 2], statistic = s$coefficients[, 3], p_value = s$coefficients[, 4],
  r = sqrt(s$r.squared), sigma = s$sigma, f = s$fstatistic[[1]],
  critical_t = qt(.975, m$df.residual), critical_f = qf(.95, 3, m$df.residual),
  glejser_f = g$fstatistic[[1]], glejser_t = g$coefficients[-1, 3], glejser_p = g$coefficients[-1, 4],
  durbin_watson = dwtest(m)$statistic[[1]],
  lilliefors = max(c(seq_len(n) / n - p, p - (seq_len(n) - 1) / n)),
  deviation = c(dev$F[2], dev$Df[2], dev$Res.Df[2], dev$`Pr(>F)`[2]), tolerance = 1 / vif,
  sobel = c(sobel_se, sobel_z, 2 * pnorm(-abs(sobel_z)))
)
cat("{\n", paste0(' "', names(values), '": ', sapply(values, show), collapse = ",\n"), "\n}\n", sep = "")
