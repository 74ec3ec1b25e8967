"""The peers in Python: numpy, scipy and scikit-learn on the work of the rows.

One JSON message a line on standard input, one reply a line on standard output:

    {"method": "versions"}                                  -> {"result": {"python": ..., "numpy": ..., ...}}
    {"method": "open", "id", "task", "parameters"}          -> {"result": the task's answer}
    {"method": "time", "id", "calls", "samples"}            -> {"result": [seconds per call, one a sample]}
    {"method": "close", "id"}                               -> {"result": null}

An array is {"f64": base64 of its little-endian bytes}. A task is a function of its parameters that returns what a call
does and the answer of one call. Nothing is imported that a task does not need, so that what is missing is only reported.
"""
import base64
import importlib
import json
import platform
import signal
import sys
import time
import warnings

try:
    import numpy as np
except ImportError:
    np = None


def mixture(weights, means, covariances):
    """Shapes (K), (K, d), (K, d, d) from flat arrays."""
    size = len(weights)
    dimension = len(means) // size
    return weights, means.reshape(size, dimension), covariances.reshape(size, dimension, dimension)


# prob-core


def fill(law, dtype, generator, seed, size):
    """In place, like ours: `out` is reused."""
    rng = np.random.Generator(getattr(np.random, generator)(seed))
    out = np.empty(size, dtype)
    draw = rng.standard_normal if law == "normal" else rng.random

    def run():
        draw(out=out, dtype=out.dtype)

    run()
    return run, out.astype(np.float64)


def log_density_scipy(law, parameters, x):
    """A frozen distribution; scipy allocates its result."""
    from scipy import stats

    frozen = {
        "normal": lambda mean, standardDeviation: stats.norm(mean, standardDeviation),
        "gamma": lambda shape, rate: stats.gamma(shape, scale=1 / rate),
        "beta": lambda shape1, shape2: stats.beta(shape1, shape2),
    }[law](**parameters)
    return lambda: frozen.logpdf(x), frozen.logpdf(x)


def log_density_numpy(law, parameters, x):
    """The formula written by hand: constants hoisted, two work arrays reused."""
    from math import lgamma, log, pi

    out = np.empty_like(x)
    work = np.empty_like(x)

    def normal(mean, standardDeviation):
        constant = -log(standardDeviation) - 0.5 * log(2 * pi)

        def run():
            np.subtract(x, mean, out=out)
            np.divide(out, standardDeviation, out=out)
            np.multiply(out, out, out=out)
            np.multiply(out, -0.5, out=out)
            np.add(out, constant, out=out)

        return run

    def gamma(shape, rate):
        constant = shape * log(rate) - lgamma(shape)

        def run():
            np.log(x, out=out)
            np.multiply(out, shape - 1, out=out)
            np.multiply(x, rate, out=work)
            np.subtract(out, work, out=out)
            np.add(out, constant, out=out)

        return run

    def beta(shape1, shape2):
        constant = lgamma(shape1 + shape2) - lgamma(shape1) - lgamma(shape2)

        def run():
            np.log(x, out=out)
            np.multiply(out, shape1 - 1, out=out)
            np.negative(x, out=work)
            np.log1p(work, out=work)
            np.multiply(work, shape2 - 1, out=work)
            np.add(out, work, out=out)
            np.add(out, constant, out=out)

        return run

    run = {"normal": normal, "gamma": gamma, "beta": beta}[law](**parameters)
    run()
    return run, out


# latent-models


def mixture_steps(x, dimension, weights, means, covariances, steps):
    """EM from a given start. scikit-learn always begins `fit` with k-means unless it continues a fit (`warm_start`), so
    each call puts the start back into a model that counts as fitted: what is timed is `steps` steps, the E-step that
    `fit` ends with, and checks of the data."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    warnings.simplefilter("ignore", ConvergenceWarning)
    x = x.reshape(-1, dimension)
    weights, means, covariances = mixture(weights, means, covariances)
    # precision = factor factor^T with the factor upper triangular, as scikit-learn keeps it.
    factors = np.linalg.inv(np.linalg.cholesky(covariances)).transpose(0, 2, 1).copy()
    model = GaussianMixture(len(weights), reg_covar=0, tol=0, max_iter=steps, warm_start=True)
    model.converged_ = False

    def run():
        model.weights_ = weights.copy()
        model.means_ = means.copy()
        model.covariances_ = covariances.copy()
        model.precisions_cholesky_ = factors.copy()
        model.lower_bound_ = -np.inf
        model.fit(x)

    run()
    return run, {"steps": model.n_iter_, "logLikelihood": model.score(x), "means": model.means_}


def mixture_fits(x, dimension, components, seeds, tolerance):
    """One fit from scratch for each seed, everything but the tolerance as scikit-learn has it."""
    from sklearn.mixture import GaussianMixture

    x = x.reshape(-1, dimension)
    models = []

    def run():
        models[:] = [
            GaussianMixture(components, tol=tolerance, random_state=int(seed)).fit(x) for seed in range(seeds)
        ]

    run()
    return run, {
        "logLikelihoods": np.array([model.score(x) for model in models]),
        "steps": np.array([float(model.n_iter_) for model in models]),
        "models": [
            {"weights": model.weights_, "means": model.means_, "covariances": model.covariances_} for model in models
        ],
    }


# diffusion and sde


class SmoothedMixture:
    """A Gaussian mixture under noise, in the axes of each covariance, for batches of one size.

    Points are columns, (d, n), so that every sum over axes or components adds whole rows; work arrays are kept. Entries
    are ordered axis first, then component: row j K + k."""

    def __init__(self, weights, means, covariances, size):
        weights, means, covariances = mixture(weights, means, covariances)
        self.components, self.dimension = means.shape
        values, vectors = np.linalg.eigh(covariances)
        self.values = np.ascontiguousarray(np.maximum(values, 0).T)
        self.log_weights = np.log(weights)
        self.means = np.ascontiguousarray(means.T)
        self.forward = np.ascontiguousarray(vectors.transpose(2, 0, 1).reshape(-1, self.dimension))
        self.backward = np.ascontiguousarray(self.forward.T)
        self.centres = np.einsum("kd,kde->ek", means, vectors).reshape(-1, 1)
        self.rotated = np.empty((self.dimension * self.components, size))
        self.work = np.empty_like(self.rotated)
        self.responsibilities = np.empty((self.components, size))
        self.row = np.empty((1, size))

    def cube(self, array):
        return array.reshape(self.dimension, self.components, -1)

    def look(self, x, sigma):
        """Fills `rotated` with x - m_k in the axes of C_k and `responsibilities`; returns 1/(c + sigma^2), (d, K)."""
        total = self.values + sigma**2
        precisions = 1 / total
        offsets = self.log_weights - 0.5 * np.log(total).sum(axis=0)
        rotated, work, responsibilities, row = self.rotated, self.work, self.responsibilities, self.row
        np.matmul(self.forward, x, out=rotated)
        np.subtract(rotated, self.centres, out=rotated)
        np.multiply(rotated, rotated, out=work)
        np.multiply(work, (-0.5 * precisions).reshape(-1, 1), out=work)
        np.add.reduce(self.cube(work), axis=0, out=responsibilities)
        np.add(responsibilities, offsets[:, None], out=responsibilities)
        np.maximum.reduce(responsibilities, axis=0, keepdims=True, out=row)
        np.subtract(responsibilities, row, out=responsibilities)
        np.exp(responsibilities, out=responsibilities)
        np.add.reduce(responsibilities, axis=0, keepdims=True, out=row)
        np.divide(responsibilities, row, out=responsibilities)
        return precisions

    def average(self, gains):
        """sum_k r_k (gains_k * rotated_k) back in the axes of the data, (d, n)."""
        np.multiply(self.rotated, gains.reshape(-1, 1), out=self.rotated)
        np.multiply(self.cube(self.rotated), self.responsibilities, out=self.cube(self.rotated))
        return self.backward @ self.rotated

    def denoise(self, x, sigma):
        precisions = self.look(x, sigma)
        denoised = self.average(self.values * precisions)
        denoised += self.means @ self.responsibilities
        return denoised

    def score(self, x, sigma):
        precisions = self.look(x, sigma)
        return self.average(-precisions)


def alpha_bar(sigma):
    return 1 / (1 + sigma * sigma)


def ddim(law, start, sigmas):
    """eta = 0: one deterministic trajectory from `start`, (d, n)."""
    x = start
    for sigma, lower in zip(sigmas[:-1], sigmas[1:]):
        denoised = law.denoise(np.sqrt(1 + sigma * sigma) * x, sigma)
        now, then = alpha_bar(sigma), alpha_bar(lower)
        noise = (x - np.sqrt(now) * denoised) / np.sqrt(1 - now)
        x = np.sqrt(then) * denoised + np.sqrt(1 - then) * noise
    return x


def exact_denoiser(weights, means, covariances, sigmas, start, seed):
    """Ancestral sampling is timed, with numpy's default generator; the answer is a DDIM trajectory from `start`."""
    dimension = len(means) // len(weights)
    start = np.ascontiguousarray(start.reshape(-1, dimension).T)
    law = SmoothedMixture(weights, means, covariances, start.shape[1])
    rng = np.random.default_rng(seed)
    x = np.empty_like(start)
    noise = np.empty_like(start)

    def run():
        rng.standard_normal(out=x)
        for sigma, lower in zip(sigmas[:-1], sigmas[1:]):
            denoised = law.denoise(np.sqrt(1 + sigma * sigma) * x, sigma)
            now, then = alpha_bar(sigma), alpha_bar(lower)
            beta = 1 - now / then
            np.multiply(x, np.sqrt(1 - beta) * (1 - then) / (1 - now), out=x)
            np.multiply(denoised, np.sqrt(then) * beta / (1 - now), out=denoised)
            np.add(x, denoised, out=x)
            if lower > 0:
                rng.standard_normal(out=noise)
                np.multiply(noise, np.sqrt(beta * (1 - then) / (1 - now)), out=noise)
                np.add(x, noise, out=x)

    run()
    return run, np.ascontiguousarray(ddim(law, start, sigmas).T)


def probability_flow(weights, means, covariances, start, t0, t1, relative, absolute):
    """dx/dsigma = -sigma score, all points as one system."""
    from scipy.integrate import solve_ivp

    dimension = len(means) // len(weights)
    # Points are columns here too: the solver does not mind the order.
    start = np.ascontiguousarray(start.reshape(-1, dimension).T)
    shape = start.shape
    law = SmoothedMixture(weights, means, covariances, shape[1])

    def drift(sigma, x):
        velocity = law.score(x.reshape(shape), sigma)
        velocity *= -sigma
        return velocity.reshape(-1)

    def run():
        return solve_ivp(drift, (t0, t1), start.reshape(-1), method="RK45", rtol=relative, atol=absolute)

    solution = run()
    end = np.ascontiguousarray(solution.y[:, -1].reshape(shape).T)
    return run, {"end": end, "evaluations": solution.nfev, "steps": len(solution.t) - 1}


TASKS = {
    task.__name__: task
    for task in (
        fill,
        log_density_scipy,
        log_density_numpy,
        mixture_steps,
        mixture_fits,
        exact_denoiser,
        probability_flow,
    )
}

# The protocol


def versions():
    found = {"python": platform.python_version()}
    for name in ("numpy", "scipy", "sklearn"):
        try:
            found[name] = importlib.import_module(name).__version__
        except ImportError:
            found[name] = None
    try:
        pools = importlib.import_module("threadpoolctl").threadpool_info()
        found["blas"] = ", ".join(
            f"{pool['internal_api']} {pool['version']} ({pool['num_threads']} thread)"
            for pool in pools
            if pool["user_api"] == "blas"
        )
    except ImportError:
        found["blas"] = None
    return found


def decode(item):
    return np.frombuffer(base64.b64decode(item["f64"]), "<f8").copy() if set(item) == {"f64"} else item


def encode(value):
    if np is not None and isinstance(value, np.ndarray):
        return {"f64": base64.b64encode(np.ascontiguousarray(value, "<f8").tobytes()).decode()}
    if np is not None and isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"cannot send a {type(value).__name__}")


def time_samples(run, calls, samples):
    seconds = []
    for _ in range(samples):
        start = time.perf_counter()
        for _ in range(calls):
            run()
        seconds.append((time.perf_counter() - start) / calls)
    return seconds


def main():
    # Ctrl-C ends the harness; that closes our input, which ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    running = {}

    def handle(message):
        method = message["method"]
        if method == "versions":
            return versions()
        if method == "open":
            running[message["id"]], answer = TASKS[message["task"]](**message["parameters"])
            return answer
        if method == "time":
            return time_samples(running[message["id"]], message["calls"], message["samples"])
        del running[message["id"]]
        return None

    for line in sys.stdin:
        try:
            reply = json.dumps({"result": handle(json.loads(line, object_hook=decode))}, default=encode)
        except Exception as error:  # whatever a task raises is its answer
            reply = json.dumps({"error": f"{type(error).__name__}: {error}"})
        print(reply, flush=True)


if __name__ == "__main__":
    main()
