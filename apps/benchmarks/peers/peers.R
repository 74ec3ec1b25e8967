# The peer in R: Stan's sampler, by rstan. The messages are those of peers.py: one JSON object a line on standard input, one
# reply a line on standard output.
#
# R itself reads no JSON. The requests are flat but for the parameters, whose names occur nowhere else, so a pattern finds
# each field; numbers go back with 17 digits.

# The densities of peers.py and of our side up to a constant: `~` drops what depends on no parameter, and the bound of tau
# brings its Jacobian. `seen` is what is watched; lp__ is the log density.
programs <- c(
  gaussian = "
data { int<lower=1> d; }
parameters { vector[d] x; }
model { x ~ std_normal(); }
generated quantities {
  vector[2] seen;
  seen[1] = x[1];
  seen[2] = x[d];
}
",
  `eight-schools` = "
data { vector[8] y; vector<lower=0>[8] sigma; }
parameters { vector[8] eta; real mu; real<lower=0> tau; }
model {
  eta ~ std_normal();
  mu ~ normal(0, 5);
  tau ~ cauchy(0, 5);
  y ~ normal(mu + tau * eta, sigma);
}
generated quantities {
  vector[3] seen;
  seen[1] = eta[1];
  seen[2] = mu;
  seen[3] = log(tau);
}
"
)

# Text of a field; numbers of a number or an array.
text <- function(line, name) {
  found <- regmatches(line, regexec(sprintf('"%s":(\\[[^]]*\\]|"[^"]*"|[^,}]*)', name), line))[[1]]
  if (length(found) != 2) stop("no field ", name)
  gsub('[]["]', "", found[2])
}
numbers <- function(line, name) as.numeric(strsplit(text(line, name), ",")[[1]])

array_of <- function(values) sprintf("[%s]", paste(sprintf("%.17g", values), collapse = ","))
quoted <- function(value) {
  flat <- gsub("[[:cntrl:]]+", " ", gsub('(["\\\\])', "\\\\\\1", value))
  sprintf('"%s"', trimws(flat))
}

models <- list()

# Compiled once a law.
model_of <- function(law) {
  if (is.null(models[[law]])) {
    suppressMessages(library(rstan))
    # Debian's BH leaves the headers where the system has them.
    boost <- if (nzchar(system.file("include", package = "BH"))) NULL else "/usr/include"
    models[[law]] <<- suppressMessages(stan_model(model_code = programs[[law]], boost_lib = boost))
  }
  models[[law]]
}

# NUTS as Stan has it by default: 1000 steps of warm-up that adapt step size and diagonal metric, then `draws`. One seed, so
# that every chain of a law is adapted to the same values.
nuts <- function(line) {
  law <- text(line, "law")
  model <- model_of(law)
  data <- if (law == "gaussian") list(d = numbers(line, "dimension")) else
    list(y = numbers(line, "effects"), sigma = numbers(line, "errors"))
  draws <- numbers(line, "draws")
  chain <- function(length) {
    # Divergent steps, of which rstan warns, are for the comparison of the draws to judge.
    fit <- suppressMessages(suppressWarnings(sampling(model, data = data, pars = "seen", chains = 1, cores = 1,
      iter = 1000 + length, warmup = 1000, save_warmup = FALSE, seed = 1, refresh = 0)))
    if (fit@mode != 0) stop("Stan did not sample")
    fit
  }
  seconds <- function(fit) get_elapsed_time(fit)[1, "sample"]
  answer <- "null"
  if (text(line, "kept") == "true") {
    fit <- chain(draws)
    values <- as.array(fit)[, 1, ]
    if (!all(is.finite(values))) stop("a draw is not a number")
    leapfrogs <- mean(get_sampler_params(fit, inc_warmup = FALSE)[[1]][, "n_leapfrog__"])
    answer <- sprintf('{"values":%s,"leapfrogs":%.17g,"seconds":%.17g}', array_of(t(values)), leapfrogs, seconds(fit))
  }
  list(answer = answer, time = function(calls) seconds(chain(calls * draws)) / calls)
}

version_of <- function(name) tryCatch(quoted(as.character(packageVersion(name))), error = function(e) "null")

running <- list()

handle <- function(line) {
  method <- text(line, "method")
  if (method == "versions")
    return(sprintf('{"R":%s,"rstan":%s}', quoted(as.character(getRversion())), version_of("rstan")))
  id <- text(line, "id")
  if (method == "open") {
    if (text(line, "task") != "nuts") stop("no such task")
    task <- nuts(line)
    running[[id]] <<- task$time
    return(task$answer)
  }
  if (method == "time") {
    calls <- numbers(line, "calls")
    return(array_of(vapply(seq_len(numbers(line, "samples")), function(i) running[[id]](calls), 0)))
  }
  running[[id]] <<- NULL
  "null"
}

requests <- file("stdin", "r")
# Whatever Stan prints goes to the terminal: standard output is for replies.
sink(stderr())
while (length(line <- readLines(requests, 1)) == 1) {
  reply <- tryCatch(sprintf('{"result":%s}', handle(line)),
    error = function(e) sprintf('{"error":%s}', quoted(conditionMessage(e))))
  sink()
  cat(reply, "\n", sep = "")
  flush(stdout())
  sink(stderr())
}
