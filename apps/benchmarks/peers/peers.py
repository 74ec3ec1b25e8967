"""The peers in Python: numpy, scipy, scikit-learn, emcee and others on the work of the rows; torch in `networks.py`.

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

    import networks
except ImportError:
    np = None
    networks = None


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


# kl-info


def entropy_stats(p, q=None):
    """scipy divides by the sums."""
    from scipy import stats

    return lambda: stats.entropy(p, q), stats.entropy(p, q)


def entropy_special(p, q=None):
    """The terms of scipy's special functions, summed."""
    from scipy import special

    def run():
        return (special.entr(p) if q is None else special.rel_entr(p, q)).sum()

    return run, run()


def wasserstein_scipy(x, y, dimension):
    from scipy import stats

    return lambda: stats.wasserstein_distance(x, y), stats.wasserstein_distance(x, y)


def wasserstein_pot(x, y, dimension):
    import ot

    return lambda: ot.wasserstein_1d(x, y), float(ot.wasserstein_1d(x, y))


def energy_distance_line(x, y, dimension):
    """scipy returns the root of the squared distance."""
    from scipy import stats

    return lambda: stats.energy_distance(x, y), stats.energy_distance(x, y) ** 2


def energy_distance_pairs(x, y, dimension):
    """pdist has each pair of a sample once, and leaves the zeros of its diagonal out."""
    from scipy.spatial.distance import cdist, pdist

    x = x.reshape(-1, dimension)
    y = y.reshape(-1, dimension)

    def run():
        within = 2 * pdist(x).sum() / len(x) ** 2 + 2 * pdist(y).sum() / len(y) ** 2
        return 2 * cdist(x, y).mean() - within

    return run, run()


# mcmc


def log_density_of(law, effects, errors):
    """Of all rows of an array (n, d) at once."""

    def gaussian(x):
        return -0.5 * np.einsum("nd,nd->n", x, x)

    def eight_schools(x):
        mu = x[:, 8]
        tau = np.exp(x[:, 9])
        residuals = (effects - mu[:, None] - tau[:, None] * x[:, :8]) / errors
        squares = np.einsum("nd,nd->n", residuals, residuals) + np.einsum("nd,nd->n", x[:, :8], x[:, :8])
        return -0.5 * (squares + (mu / 5) ** 2) - np.log1p((tau / 5) ** 2) + x[:, 9]

    return {"gaussian": gaussian, "eight-schools": eight_schools}[law]


def ensemble(law, dimension, effects, errors, start, watched, steps, thin):
    """The stretch moves that emcee makes by default. With `thin` the answer is what is watched, (walkers, draws,
    coordinates and log density), and where the walkers came to; without it nothing is kept."""
    import emcee

    np.random.seed(1)
    walkers = start.reshape(-1, dimension)
    sampler = emcee.EnsembleSampler(len(walkers), dimension, log_density_of(law, effects, errors), vectorize=True)
    state = sampler.run_mcmc(walkers, steps // 5, store=False)
    if thin == 0:

        def run():
            nonlocal state
            state = sampler.run_mcmc(state, steps, store=False)

        run()
        return run, None
    columns = [int(column) for column in watched]
    kept = []
    for state in sampler.sample(state, iterations=steps // thin, thin_by=thin, store=False):
        kept.append(np.column_stack([state.coords[:, columns], state.log_prob]))
    values = np.array(kept).transpose(1, 0, 2)
    return None, {"values": values.reshape(-1), "end": state.coords.reshape(-1)}


# annealing


def anneal_dwave(first, second, coupling, hot, cold, sweeps, reads):
    """Its energy has the opposite sign of the coupling. The model is built before the clock starts."""
    import dimod
    from dwave.samplers import SimulatedAnnealingSampler

    bonds = {(int(i), int(j)): -value for i, j, value in zip(first, second, coupling)}
    model = dimod.BinaryQuadraticModel.from_ising({}, bonds)
    sampler = SimulatedAnnealingSampler()
    options = {"beta_range": [hot, cold], "num_sweeps": sweeps, "beta_schedule_type": "geometric"}
    energies = sampler.sample(model, num_reads=reads, seed=1, **options).record.energy

    def run():
        sampler.sample(model, num_reads=1, **options)

    return run, np.asarray(energies, float)


# thermo-jarzynski


def dragged_trap(count, steps, duration, speed, seed):
    """In blocks that stay in cache, in place on kept arrays."""
    size = min(4096, count)
    rng = np.random.default_rng(seed)
    step = duration / steps
    noise = np.sqrt(2 * step)
    x = np.empty(size)
    z = np.empty(size)
    works = np.empty(-(-count // size) * size)

    def run():
        for first in range(0, count, size):
            work = works[first : first + size]
            work[:] = 0
            rng.standard_normal(out=x)
            for k in range(steps):
                # x += h (v t - x) + sqrt(2 h) z
                rng.standard_normal(out=z)
                np.multiply(z, noise, out=z)
                np.multiply(x, 1 - step, out=x)
                np.add(x, z, out=x)
                np.add(x, step * speed * k * step, out=x)
                # v h (v (t + h/2) - x)
                np.subtract(speed * (k + 0.5) * step, x, out=z)
                np.multiply(z, speed * step, out=z)
                np.add(work, z, out=work)

    run()
    return run, works[:count].copy()


def bennett(forward, reverse):
    """The same equation by vectorised Fermi functions and Brent's method, with the likelihood's standard error."""
    from scipy.optimize import brentq
    from scipy.special import expit

    def run():
        ratio = np.log(len(forward) / len(reverse))

        def balance(difference):
            return expit(difference - ratio - forward).sum() - expit(ratio - difference - reverse).sum()

        low = min(forward.min(), -reverse.max())
        high = max(forward.max(), -reverse.min())
        root = brentq(balance, low, high, xtol=1e-13, rtol=1e-14)
        f = expit(root - ratio - forward)
        r = expit(ratio - root - reverse)
        information = (f * (1 - f)).sum() + (r * (1 - r)).sum()
        return np.array([root, np.sqrt(1 / information - 1 / len(forward) - 1 / len(reverse))])

    return run, run()


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


def boltzmann_fit(x, dimension, hidden, batch, epochs, rate):
    """Persistent contrastive divergence in f32, like ours; the answer's pseudo-likelihood is exact, in f64."""
    from sklearn.neural_network import BernoulliRBM

    x = x.reshape(-1, dimension)
    rows = x.astype(np.float32)
    machine = BernoulliRBM(hidden, learning_rate=rate, batch_size=batch, n_iter=epochs, random_state=0)

    def run():
        machine.fit(rows)

    run()
    weights = machine.components_.T.astype(float)
    visible = machine.intercept_visible_.astype(float)
    bias = machine.intercept_hidden_.astype(float)
    fields = x @ weights + bias
    own = np.logaddexp(0, fields).sum(axis=1)
    total = 0.0
    for i in range(dimension):
        change = 1 - 2 * x[:, i]
        turned = np.logaddexp(0, fields + np.outer(change, weights[i])).sum(axis=1)
        # log q(x_i | rest) = -log(1 + exp(F(x) - F(x turned)))
        total -= np.logaddexp(0, change * visible[i] + turned - own).mean()
    return run, {"weights": weights.reshape(-1), "visibleBias": visible, "hiddenBias": bias, "pseudoLikelihood": total}


# sde


def geometric_brownian_paths(count, steps, growth, volatility, seed):
    """In place on kept arrays, all paths at once: they stay in cache."""
    rng = np.random.default_rng(seed)
    x = np.empty(count)
    z = np.empty(count)
    factor = 1 + growth / steps
    scale = volatility * np.sqrt(1 / steps)

    def run():
        x.fill(1)
        for _ in range(steps):
            rng.standard_normal(out=z)
            np.multiply(z, scale, out=z)
            np.add(z, factor, out=z)
            np.multiply(x, z, out=x)

    run()
    return run, x.copy()


def geometric_brownian_torchsde(count, steps, growth, volatility, seed):
    import torch
    import torchsde

    torch.set_num_threads(1)
    torch.manual_seed(seed)

    class Motion(torch.nn.Module):
        noise_type = "diagonal"
        sde_type = "ito"

        def f(self, t, x):
            return growth * x

        def g(self, t, x):
            return volatility * x

    start = torch.ones(count, 1, dtype=torch.float64)
    times = torch.tensor([0.0, 1.0], dtype=torch.float64)

    def run():
        with torch.no_grad():
            return torchsde.sdeint(Motion(), start, times, method="euler", dt=1 / steps)

    return run, run()[-1].numpy().reshape(-1)


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
        entropy_stats,
        entropy_special,
        wasserstein_scipy,
        wasserstein_pot,
        energy_distance_line,
        energy_distance_pairs,
        ensemble,
        anneal_dwave,
        dragged_trap,
        bennett,
        geometric_brownian_paths,
        geometric_brownian_torchsde,
        mixture_steps,
        mixture_fits,
        boltzmann_fit,
        exact_denoiser,
        probability_flow,
        *(() if networks is None else networks.TASKS),
    )
}

# The protocol


def versions():
    found = {"python": platform.python_version()}
    for name in ("numpy", "scipy", "sklearn", "emcee", "ot", "torch", "torchsde", "dwave.samplers"):
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
