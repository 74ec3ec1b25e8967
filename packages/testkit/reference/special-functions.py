"""Writes special-functions.json: special functions, their inverses, and distributions at double arguments, rounded once
from 50 digits. Python 3, mpmath 1.3.0.

The incomplete Gamma and Beta functions come from slow sums here, which reach where mpmath's own do not; where those are
fast, the script checks one against the other. `--coefficients` prints the polynomials of log-gamma.ts and digamma.ts.
"""

import json
import random
import sys
from pathlib import Path

from mpmath import (
    betainc, cos, diff, digamma, erf, erfc, erfinv, exp, expm1, findroot, gamma, gammainc, log, log1p, loggamma, mp, mpf,
    nstr, pi, psi, quad, sqrt, workdps, __version__,
)

mp.dps = 60
TINY = mpf(10) ** -55
rng = random.Random("special-functions")


def nearest_double(value):
    """Correctly rounded, subnormals too: by way of a decimal string, not of 53 bits first."""
    return float(nstr(value, 50, min_fixed=1, max_fixed=0))


# --- incomplete Gamma ------------------------------------------------------------------------------------------------


def gamma_direct_tail(a, x):
    """(whether it is the lower one, its logarithm)."""
    prefactor = a * log(x) - x - loggamma(a)
    if max(a, x) > 1e9:
        unit = 1 / (abs(a - x) + sqrt(a))
        sign = -1 if x <= a else 1
        grid = [0, 1, 2, 4, 8, 16, 32, 64, 128]
        return x <= a, prefactor + log(unit * quad(lambda v: exp(a * sign * v * unit - x * expm1(sign * v * unit)), grid))
    if x <= a + 1:
        term = total = 1 / a
        n = 0
        while term > TINY * total:
            n += 1
            term *= x / (a + n)
            total += term
        return True, prefactor + log(total)
    b, c = x + 1 - a, mpf(10) ** 1000
    d = fraction = 1 / b
    n, change = 0, mpf(0)
    while abs(change - 1) > TINY:
        n += 1
        b += 2
        d = 1 / (b + n * (a - n) * d)
        c = b + n * (a - n) / c
        change = c * d
        fraction *= change
    return False, prefactor + log(fraction)


# --- incomplete Beta -------------------------------------------------------------------------------------------------


def beta_lower_series(a, b, x):
    term, total, n = mpf(1), mpf(0), 0
    with workdps(110):
        while abs(term) > mpf(10) ** -90:
            n += 1
            term *= (n - b) / n * x
            total += term / (a + n)
        return a * log(x) - log(a) - log_beta(a, b) + log1p(a * total)


def beta_lower_fraction(a, b, x, y):
    """Didonato and Morris 1992, eqs. 8 and 9."""
    with workdps(100):
        excess = a * y - b * x
        value = c = a / (a + 1) * (excess + 1)
        d, n, change = mpf(0), 0, mpf(0)
        while abs(change - 1) > TINY:
            n += 1
            m = a + 2 * n - 1
            alpha = (a + n - 1) * (a + b + n - 1) / m**2 * n * (b - n) * x * x
            step = n + n * (b - n) * x / m + (a + n) / (m + 2) * (excess + 1 + n * (1 + y))
            d = 1 / (step + alpha * d)
            c = step + alpha / c
            change = c * d
            value *= change
        return a * log(x) + b * log(y) - log_beta(a, b) - log(value)


def beta_lower_quadrature(a, b, x, y):
    unit = 1 / (abs(a * y - b * x) + sqrt((a + b) * x * y))
    integrand = lambda v: exp(-a * v * unit - (a + b) * log1p(x * expm1(-v * unit)))
    total = unit * quad(integrand, [0, 1, 2, 4, 8, 16, 32, 64, 128])
    return a * log(x) + b * log(y) - log_beta(a, b) + log(total)


def log_beta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


def beta_direct_tail(a, b, x, y):
    if a < 1 and x <= 0.75 and b * x < 1.5:
        return True, beta_lower_series(a, b, x)
    if b < 1 and y <= 0.75 and a * y < 1.5:
        return False, beta_lower_series(b, a, y)
    lower = beta_lower_quadrature if min(a, b) > 1e9 else beta_lower_fraction
    if a * y >= b * x:
        return True, lower(a, b, x, y)
    return False, lower(b, a, y, x)


# --- both ------------------------------------------------------------------------------------------------------------


def tails(direct):
    """P, Q, log P, log Q."""
    is_lower, logarithm = direct
    with workdps(400):
        p = exp(logarithm)
        q = 1 - p
        other = log1p(-p)
    return (p, q, logarithm, other) if is_lower else (q, p, other, logarithm)


def gamma_tails(a, x):
    return tails(gamma_direct_tail(mpf(a), mpf(x)))


def beta_tails(a, b, x):
    with workdps(400):
        y = 1 - mpf(x)
    return tails(beta_direct_tail(mpf(a), mpf(b), mpf(x), y))


def logs_of(probability, is_lower):
    with workdps(400):
        pair = log(mpf(probability)), log1p(-mpf(probability))
    return pair if is_lower else pair[::-1]


def invert(tails_of, log_density, low, high, goal):
    """Newton's method for log P or log Q, whichever is smaller, kept inside a bracket."""
    u = (low + high) / 2
    for _ in range(300):
        p, q, log_p, log_q = tails_of(u)
        is_lower = p <= q
        residual = goal[0] - log_p if is_lower else log_q - goal[1]
        low, high = (u, high) if residual > 0 else (low, u)
        step = residual * exp((log_p if is_lower else log_q) - log_density(u))
        if abs(step) < mpf(10) ** -25:
            return u + step
        u = u + step if low < u + step < high else (low + high) / 2
    raise ArithmeticError("no convergence")


def gamma_inverse(a, probability, is_lower):
    a, goal = mpf(a), logs_of(probability, is_lower)
    at = lambda u: tails(gamma_direct_tail(a, exp(u)))
    low = (goal[0] + loggamma(1 + a)) / a - 1
    return exp(invert(at, lambda u: a * u - exp(u) - loggamma(a), low, log(a + 50 * sqrt(a) + 800), goal))


def beta_inverse(a, b, probability, is_lower):
    a, b, goal = mpf(a), mpf(b), logs_of(probability, is_lower)
    split = lambda u: (1 / (1 + exp(-u)), 1 / (1 + exp(u)))
    at = lambda u: tails(beta_direct_tail(a, b, *split(u)))
    density = lambda u: a * log(split(u)[0]) + b * log(split(u)[1]) - log_beta(a, b)
    low = (goal[0] + log(a) + log_beta(a, b)) / a - 1
    high = 1 - (goal[1] + log(b) + log_beta(a, b)) / b
    return split(invert(at, density, low, high, goal))[0]


def normal_tails(z):
    z = mpf(z)
    return tails((z < 0, log(erfc(abs(z) / sqrt(mpf(2))) / 2)))


def normal_quantile(p):
    p = mpf(p)
    if p == 0.5:
        return mpf(0)
    log_density = lambda z: -z * z / 2 - log(2 * pi) / 2
    return invert(normal_tails, log_density, mpf(-40), mpf(40), logs_of(p, True))


# --- grids -----------------------------------------------------------------------------------------------------------


def wide(n, low, high):
    return [10 ** rng.uniform(low, high) for _ in range(n)]


def around(centre, n, low=-15, high=-1):
    return [centre * (1 + rng.choice((-1, 1)) * 10 ** rng.uniform(low, high)) for _ in range(n)]


def short(x):
    """A double of few digits, to keep the file small."""
    return float(f"{x:.6g}")


def rows(function, points):
    return [[x, nearest_double(function(mpf(x)))] for x in points]


shapes = wide(12, -10, 0) + wide(12, 0, 5)
gamma_points = [(a, x) for a in (0.01, 1e-3) for x in (1e-300, 1e-10, 0.3, 1.49, 1.51, 4.0, 700.0)]
gamma_points += [(a, a * r) for a in (11.99, 12, 12.5, 15, 20, 50) for r in (0.305, 0.315, 0.9, 1, 1.1, 2.34, 2.36)]
gamma_points += [(a, a + z * a**0.5) for a in (1e3, 2e3, 1e4, 1e6) for z in (-37, -10, -1, -0.03, 0, 0.03, 1, 10, 37)]
gamma_points += [(a, a + z * a**0.5) for a in (1e12, 1e15) for z in (-30, -1, 0, 1, 30)] + [(2000, 1960), (1000, 1020)]
gamma_points += [(a, x) for a in shapes for x in (a * rng.uniform(0.1, 3), a + 1, *wide(2, -20, 2.5))]
gamma_points += [(0.999, 1.499), (0.999, 1.501), (1, 1.999), (1, 2.001), (9.999, 11), (10, 11), (3, 1e-200), (200, 1e-5)]
gamma_points = [(short(a), short(x)) for a, x in gamma_points if x > 0]

beta_points = [(a, b, x) for a in (1e-3, 0.01) for b in (1e-3, 0.5, 5, 1e4) for x in (1e-200, 1e-6, 0.3, 0.69, 0.71, 0.99)]
beta_points += [(0.999, 2, 0.499), (0.999, 2, 0.501), (0.5, 0.5, 1e-8), (0.5, 0.5, 0.99999999), (9.99, 10.01, 0.5)]
for a, b in ((30, 50), (1e3, 1e3), (2e3, 10), (9999, 1e4), (1.01e4, 1.01e4), (1e5, 3e4), (1e6, 1e6), (1e6, 5), (1e12, 1e12)):
    mean, deviation = a / (a + b), (a * b / (a + b) ** 3) ** 0.5
    points = [mean + z * deviation for z in (-36, -8, -1, -0.02, 0, 0.02, 1, 8, 36)]
    beta_points += [(a, b, x) for x in points if 0 < x < 1]
for _ in range(60):
    a, b = wide(2, -3, 4)
    beta_points += [(a, b, rng.random()), (a, b, min(0.999, a / (a + b) * rng.uniform(0.5, 1.5)))]
beta_points = [(short(a), short(b), float(f"{x:.12g}")) for a, b, x in beta_points]

probabilities = (1e-300, 1e-20, 1e-3, 0.3, 0.5, 0.9, 0.999999)
gamma_quantiles = [(a, p, lower) for a in (0.01, 0.3, 1, 2.5, 11, 13, 1e3, 1e6) for p in probabilities for lower in (1, 0)]
gamma_quantiles += [(1e-3, p, 1) for p in (0.6, 0.9, 0.999)] + [(1e-3, q, 0) for q in (1e-3, 1e-20)]
beta_quantiles = [
    (a, b, p, lower)
    for a, b in ((0.01, 0.02), (0.01, 5), (0.5, 0.5), (1, 1), (2.5, 1.5), (20, 3), (1e3, 1e3), (2e4, 5e4), (20, 1e6))
    for p in probabilities for lower in (1, 0)
]

elementary = wide(30, -10, 8) + [rng.uniform(0, 12) for _ in range(60)] + [1e-300, 1e100, 0.5, 1.5, 2.5, 9.999, 10.0]
near_zeros = around(1, 15) + around(2, 15)
root = findroot(lambda x: psi(0, x), 1.46)
errors = [s * x for x in wide(15, -20, 0) for s in (1, -1)] + [rng.uniform(-26, 26) for _ in range(40)] + [0.46875, 4.0]
normals = [rng.uniform(-37.4, 8) for _ in range(40)] + [-1e4, -1e8, -100.0, 37.0, 1e-20, -1e-10]
chances = wide(25, -307, -1) + [rng.random() for _ in range(25)] + around(0.5, 10) + [0.075, 0.925, 1e-300, 1 - 1e-15]
signed = [s * x for x in wide(10, -20, 0) for s in (1, -1)] + [0.3, 0.85, 0.9, 0.9999, 1 - 1e-12, 1 - 2.0**-53]


# --- distributions ---------------------------------------------------------------------------------------------------

mixture = {"weights": [0.2, 0.5, 0.3], "means": [-2.0, 0.5, 30.0], "standardDeviations": [0.5, 1.5, 0.01]}


def mixture_sum(term):
    return sum(w * term(mpf(m), mpf(s)) for w, m, s in zip(*mixture.values()))


def mixture_density(x):
    return mixture_sum(lambda m, s: exp(-(((x - m) / s) ** 2) / 2) / (s * sqrt(2 * pi)))


def mixture_row(x):
    x = mpf(x)
    lower = mixture_sum(lambda m, s: erfc((m - x) / (s * sqrt(mpf(2)))) / 2)
    upper = mixture_sum(lambda m, s: erfc((x - m) / (s * sqrt(mpf(2)))) / 2)
    density = mixture_density(x)
    with workdps(30):
        score = diff(lambda t: log(mixture_density(t)), x)
    return [nearest_double(v) for v in (x, log(density), lower, upper, log(lower), log(upper), score)]


def mixture_quantile(p):
    p = mpf(p)
    low, high = mpf(-30), mpf(40)
    lower = lambda x: mixture_sum(lambda m, s: erfc((m - x) / (s * sqrt(mpf(2)))) / 2)
    for _ in range(150):
        middle = (low + high) / 2
        low, high = (middle, high) if lower(middle) < p else (low, middle)
    return low


def mixture_entropy():
    ends = [-22, -6, -4, -2, 0, 2, 4, 8, 16, 29, 29.9, 29.95, 29.98, 30, 30.02, 30.05, 30.1, 31, 40]
    with workdps(25):
        return quad(lambda x: -mixture_density(x) * log(mixture_density(x)), ends)


def gamma_log_density(shape, rate, x):
    shape, rate, x = mpf(shape), mpf(rate), mpf(x)
    return shape * log(rate) + (shape - 1) * log(x) - rate * x - loggamma(shape)


def beta_log_density(a, b, x):
    a, b, x = mpf(a), mpf(b), mpf(x)
    return (a - 1) * log(x) + (b - 1) * log1p(-x) - log_beta(a, b)


def gamma_entropy(shape, rate):
    shape = mpf(shape)
    return shape - log(mpf(rate)) + loggamma(shape) + (1 - shape) * psi(0, shape)


def beta_entropy(a, b):
    a, b = mpf(a), mpf(b)
    return log_beta(a, b) - (a - 1) * psi(0, a) - (b - 1) * psi(0, b) + (a + b - 2) * psi(0, a + b)


gamma_laws = [(s, r) for s in (1e-3, 0.01, 0.7, 1, 3.7, 100, 1e4, 1e6) for r in (1, 2.5)]
beta_laws = [(0.01, 0.02), (0.5, 0.5), (1, 1), (0.3, 40), (2.5, 1.5), (300, 20), (1e4, 1e4), (1e6, 3e5)]


def gamma_densities():
    for shape, rate in gamma_laws:
        for x in (1e-20, 0.01, *(shape / rate * (1 + z / shape**0.5) for z in (-0.9, -0.01, 0, 0.1, 5))):
            if x > 0:
                yield [shape, rate, short(x), nearest_double(gamma_log_density(shape, rate, short(x)))]


def beta_densities():
    for a, b in beta_laws:
        mean, deviation = a / (a + b), (a * b / (a + b) ** 3) ** 0.5
        for x in (1e-20, 0.01, 0.999999, *(mean + z * deviation for z in (-5, -0.5, 0, 0.1, 5))):
            if 0 < x < 1:
                yield [a, b, short(x), nearest_double(beta_log_density(a, b, short(x)))]


# --- output ----------------------------------------------------------------------------------------------------------


def case(name, columns, values, rel, **more):
    return {
        "id": name, "description": columns, "inputs": more, "outputs": {"rows": list(values)},
        "tolerance": {"rel": rel}, "computed_by": f"mpmath {__version__}, 50 digits",
    }


def check_against_mpmath():
    for a, x in ((0.3, 0.2), (2.5, 7), (30, 20), (200, 230)):
        p = gamma_tails(a, x)[0]
        assert abs(p / gammainc(mpf(a), 0, mpf(x), regularized=True) - 1) < 1e-45
    for a, b, x in ((2.5, 1.5, 0.3), (10, 0.5, 0.99), (0.01, 5, 1e-5), (0.01, 0.004, 0.9), (30, 50, 0.4)):
        p = beta_tails(a, b, x)[0]
        assert abs(p / betainc(mpf(a), mpf(b), 0, mpf(x), regularized=True) - 1) < 1e-45
    assert abs(normal_quantile(0.9) - sqrt(mpf(2)) * erfinv(2 * mpf(0.9) - 1)) < 1e-20


def cases():
    yield case("log-gamma", "x, log Gamma(x)", rows(loggamma, elementary + near_zeros), 2e-15)
    yield case("digamma", "x, psi(x)", rows(digamma, elementary + around(float(root), 20)), 2e-15)
    yield case("trigamma", "x, psi'(x)", rows(lambda x: psi(1, x), [x for x in elementary if 1e-150 < x < 1e99]), 2e-15)
    negative = [-rng.uniform(0, 12) for _ in range(30)]
    triples = [[x, *(nearest_double(f(mpf(x))) for f in (lambda x: log(abs(gamma(x))), digamma, lambda x: psi(1, x)))]
               for x in negative]
    yield case("negative", "x, log |Gamma(x)|, psi(x), psi'(x)", triples, 2e-15)
    pairs = [(short(a), short(b)) for a, b in zip(wide(40, -5, 6), wide(40, -5, 6))] + [(1e10, 0.5), (1, 1.0000001)]
    yield case("log-beta", "a, b, log B(a, b)", ([a, b, nearest_double(log_beta(mpf(a), mpf(b)))] for a, b in pairs), 1e-14)
    yield case("erf", "x, erf(x)", rows(erf, errors), 2e-15)
    yield case("erfc", "x, erfc(x)", rows(erfc, errors), 2e-15)
    yield case("erfcx", "x, exp(x^2) erfc(x)", rows(lambda x: exp(x * x) * erfc(x), errors + [1e3, 1e10]), 2e-15)
    yield case("normal-cdf", "z, Phi(z)", rows(lambda z: normal_tails(z)[0], [z for z in normals if z > -37.5]), 2e-15)
    yield case("log-normal-cdf", "z, log Phi(z)", rows(lambda z: normal_tails(z)[2], normals), 2e-15)
    yield case("normal-quantile", "p, the z with Phi(z) = p", rows(normal_quantile, chances), 2e-15)
    yield case("erfc-inverse", "y, the x with erfc(x) = y",
               rows(lambda y: -normal_quantile(y / 2) / sqrt(mpf(2)), chances + [1.3, 1.9, 1.99999]), 2e-15)
    yield case("erf-inverse", "y, the x with erf(x) = y",
               rows(lambda y: normal_quantile((1 + y) / 2) / sqrt(mpf(2)), signed), 2e-15)
    yield case("incomplete-gamma", "a, x, P, Q, log P, log Q",
               ([a, x, *map(nearest_double, gamma_tails(a, x))] for a, x in gamma_points), 2e-14)
    yield case("incomplete-gamma-inverse", "a, probability, 1 if it is P or 0 if Q, x",
               ([a, p, lower, nearest_double(gamma_inverse(a, p, lower))] for a, p, lower in gamma_quantiles), 1e-14)
    yield case("incomplete-beta", "a, b, x, I, 1 - I, log I, log(1 - I)",
               ([a, b, x, *map(nearest_double, beta_tails(a, b, x))] for a, b, x in beta_points), 2e-14)
    yield case("incomplete-beta-inverse", "a, b, probability, 1 if it is I or 0 if 1 - I, x",
               ([a, b, p, lower, nearest_double(beta_inverse(a, b, p, lower))] for a, b, p, lower in beta_quantiles), 1e-14)
    yield case("normal-tail", "x, cdf, survival",
               ([x, *map(nearest_double, normal_tails((mpf(x) - mpf(0.1)) / mpf(0.3))[:2])]
                for x in (0.1 + 0.3 * z for z in (-36.7, -20.3, -3.1, 0.7, 11.9, 37.3))), 5e-15, mean=0.1, standardDeviation=0.3)
    yield case("gamma-tail", "x, cdf, survival",
               ([x, *map(nearest_double, gamma_tails(1e6, mpf(0.1) * mpf(x))[:2])]
                for x in (1e7 + 1e4 * z for z in (-35.3, -5.1, -0.3, 4.7, 36.1))), 1e-14, shape=1e6, rate=0.1)
    yield case("gamma-log-density", "shape, rate, x, log density", gamma_densities(), 1e-13)
    yield case("gamma-entropy", "shape, rate, entropy",
               ([s, r, nearest_double(gamma_entropy(s, r))] for s, r in gamma_laws), 1e-13)
    yield case("beta-log-density", "shape1, shape2, x, log density", beta_densities(), 1e-13)
    yield case("beta-entropy", "shape1, shape2, entropy",
               ([a, b, nearest_double(beta_entropy(a, b))] for a, b in beta_laws), 1e-13)
    yield case("normal-mixture", "x, log density, cdf, survival, log cdf, log survival, score",
               (mixture_row(x) for x in (-20, -4, -2, 0, 0.5, 8, 29.99, 30, 30.1, 31, 60)), 1e-13, **mixture)
    yield case("normal-mixture-quantile", "p, quantile",
               ([p, nearest_double(mixture_quantile(p))] for p in (1e-50, 1e-5, 0.1, 0.2, 0.5, 0.6999, 0.7001, 0.99)), 1e-13, **mixture)
    yield case("normal-mixture-entropy", "entropy", [[nearest_double(mixture_entropy())]], 1e-10, **mixture)


def interpolate(f, low, high, degree):
    """Powers of x - (low + high)/2 of the polynomial through the Chebyshev nodes."""
    n = degree + 1
    middle, half = mpf(low + high) / 2, mpf(high - low) / 2
    angles = [pi * (k + mpf(1) / 2) / n for k in range(n)]
    values = [f(middle + half * cos(t)) for t in angles]
    chebyshev = [sum(v * cos(j * t) for v, t in zip(values, angles)) * (2 if j else 1) / n for j in range(n)]
    previous, current, powers = [mpf(1)], [mpf(0), mpf(1)], [mpf(0)] * n
    for j, c in enumerate(chebyshev):
        if j >= 2:
            following = [mpf(0)] + [2 * t for t in current]
            for i, t in enumerate(previous):
                following[i] -= t
            previous, current = current, following
        for i, t in enumerate(current if j else previous):
            powers[i] += c * t
    return [p / half**i for i, p in enumerate(powers)]


def print_coefficients():
    near_two = interpolate(lambda w: loggamma(2 + w) / w if abs(w) > 1e-30 else psi(0, 2), -0.5, 0.5, 17)
    near_root = interpolate(lambda x: psi(0, x) / (x - root), 1, 2, 21)
    print("NEAR_TWO", [float(c) for c in near_two])
    print("NEAR_ROOT", [float(c) for c in near_root])
    print("ROOT", float(root), float(root - mpf(float(root))))


if "--coefficients" in sys.argv:
    print_coefficients()
else:
    check_against_mpmath()
    lines = []
    for each in cases():
        values = each["outputs"].pop("rows")
        head = json.dumps(each)[:-1].replace('"outputs": {}', '"outputs": {"rows": [\n' + ",\n".join(
            json.dumps(row, separators=(",", ":")) for row in values) + "\n]}")
        lines.append(head + "}")
    text = '{"format": "see README.md", "cases": [\n' + ",\n".join(lines) + "\n]}\n"
    json.loads(text)
    Path(__file__).with_suffix(".json").write_text(text)
