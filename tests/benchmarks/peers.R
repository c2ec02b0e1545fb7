# One task of an R package, timed inside R: Rscript peers.R TASK data.csv blocks.csv COUNT
# Prints "seconds S" for one call, or "absent PACKAGE".
given <- commandArgs(TRUE)
options(mc.cores = 1)  # one core each, as ours
d <- read.csv(given[2]); b <- read.csv(given[3]); count <- as.integer(given[4])
blocks <- split(b$item, factor(b$block, unique(b$block)))
need <- function(...) for (p in c(...)) {
  if (!requireNamespace(p, quietly = TRUE)) { cat("absent", p, "\n"); quit(status = 0) }
  suppressPackageStartupMessages(library(p, character.only = TRUE))
}
quiet <- function(x) suppressWarnings(suppressMessages(invisible(capture.output(x))))
seconds <- function(run) {
  once <- system.time(run())[["elapsed"]]
  if (once < 5) {  # the clock counts in milliseconds
    loops <- max(1, ceiling(0.3 / max(once, 0.001)))
    once <- min(replicate(3, system.time(for (i in seq_len(loops)) run())[["elapsed"]])) / loops
  }
  cat("seconds", once, "\n")
}
measurement <- function() paste(names(blocks), "=~", sapply(blocks, paste, collapse = " + "), collapse = "\n")

tasks <- list(
  mediation = function() {
    need("lavaan")
    seconds(function() sem("m ~ a*x\n y ~ b*m + c*x\n ab := a*b", d, se = "bootstrap", bootstrap = count))
  },
  alpha = function() {
    need("psych")
    seconds(function() quiet(for (items in blocks) psych::alpha(d[items], warnings = FALSE)))
  },
  omega = function() {
    need("psych")
    seconds(function() quiet(for (items in blocks) psych::omega(d[items], nfactors = 1, fm = "ml", plot = FALSE)))
  },
  polychoric = function() {
    need("psych")
    seconds(function() quiet(psych::polychoric(d[unlist(blocks)], correct = 0, smooth = FALSE)))
  },
  cfa = function() {
    need("lavaan")
    model <- measurement()
    seconds(function() cfa(model, d, std.lv = TRUE))
  },
  agreement = function() {
    need("multilevel")
    d$score <- rowMeans(d[blocks[[1]]]); d$agency <- factor(d$agency)
    seconds(function() {
      fit <- aov(score ~ agency, d)
      ICC1(fit); ICC2(fit); rwg.j(d[blocks[[1]]], d$agency, ranvar = 2)
    })
  },
  random_intercept = function() {
    need("lme4", "lmerTest")
    d$within <- d$x - ave(d$x, d$agency); d$between <- ave(d$x, d$agency)
    seconds(function() quiet(print(summary(lmerTest::lmer(y ~ within + between + (1 | agency), d)))))
  },
  parallel = function() {
    need("psych")
    seconds(function() quiet(fa.parallel(d[unlist(blocks)], fa = "pc", n.iter = count, sim = FALSE, quant = .95,
                                         plot = FALSE)))
  }
)
tasks[[given[1]]]()
