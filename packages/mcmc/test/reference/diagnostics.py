"""Reference values of the diagnostics, written from Vehtari et al. 2021 with numpy and scipy alone.

    python3 diagnostics.py > diagnostics.json

The draws come from an integer generator (Park and Miller's) and additions, so that the test makes the same bits.
numpy 2.4, scipy 1.17.
"""
import json
import numpy as np
from scipy import stats


def draws(chains, n, phi, shift, width):
    """AR(1) chains with noise of three uniforms; chain m is shifted by m*shift and scaled by 1 + m*width."""
    state = 12345
    out = np.zeros((chains, n))
    for m in range(chains):
        x = 0.0
        for t in range(n):
            noise = -1.5
            for _ in range(3):
                state = (state * 48271) % 2147483647
                noise += state / 2147483647
            x = phi * x + noise
            out[m, t] = m * shift + (1 + m * width) * x
    return out


def split(x):
    half = x.shape[1] // 2
    return np.concatenate([np.stack([c[:half], c[-half:]]) for c in x])


def scores(x):
    return stats.norm.ppf((stats.rankdata(x).reshape(x.shape) - 3 / 8) / (x.size + 1 / 4))


def psr(x):
    n = x.shape[1]
    w = x.var(axis=1, ddof=1).mean()
    return np.sqrt(((n - 1) / n * w + x.mean(axis=1).var(ddof=1)) / w)


def rhat(x):
    return max(psr(scores(split(x))), psr(scores(split(np.abs(x - np.median(x))))))


def ess(x):
    """All autocovariances by FFT, then Geyer's sequence over the whole list of pairs."""
    m, n = x.shape
    f = np.fft.rfft(x - x.mean(axis=1, keepdims=True), 4 * n, axis=1)
    acov = np.fft.irfft(np.abs(f) ** 2, axis=1)[:, :n].mean(axis=0) / n
    w = acov[0] * n / (n - 1)
    var_plus = acov[0] + x.mean(axis=1).var(ddof=1)
    rho = 1 - (w - acov) / var_plus
    rho[0] = 1
    pairs = rho[0 : n - n % 2 : 2] + rho[1 : n : 2]
    stop = next((k for k, p in enumerate(pairs) if p <= 0 or 2 * k >= n - 5), None)
    kept = np.minimum.accumulate(pairs[:stop])
    last = rho[2 * stop]
    if pairs[stop] < 0:
        last = max(0, last)
    tau = -1 + 2 * kept.sum() + last
    return m * n / max(tau, 1 / np.log10(m * n))


def quantile_ess(x, p):
    return ess(split((x <= np.quantile(x, p)).astype(float)))


def quantile_mcse(x, p):
    s = quantile_ess(x, p)
    a = stats.beta.ppf(stats.norm.cdf([-1, 1]), s * p + 1, s * (1 - p) + 1) * x.size
    flat = np.sort(x.ravel())
    return (flat[min(int(np.ceil(a[1])), x.size) - 1] - flat[max(int(np.floor(a[0])), 1) - 1]) / 2


def sd_mcse(x):
    y = (x - x.mean()) ** 2
    return np.sqrt(y.var() / ess(split(y)) / (4 * y.mean()))


cases = []
for chains, n, phi, shift, width in [
    (4, 200, 0.5, 0, 0),
    (4, 201, 0.9, 0, 0),
    (2, 150, -0.6, 0, 0),
    (1, 300, 0.8, 0, 0),
    (4, 100, 0.3, 0.5, 0),
    (3, 120, 0.3, 0, 1),
]:
    x = draws(chains, n, phi, shift, width)
    cases.append(
        {
            "inputs": {"chains": chains, "n": n, "phi": phi, "shift": shift, "width": width},
            "outputs": {
                "sum": x.sum(),
                "rHat": rhat(x),
                "bulk": ess(scores(split(x))),
                "tail": min(quantile_ess(x, 0.05), quantile_ess(x, 0.95)),
                "mean": x.std(ddof=1) / np.sqrt(ess(split(x))),
                "standardDeviation": sd_mcse(x),
                "median": quantile_mcse(x, 0.5),
                "quantile90": quantile_mcse(x, 0.9),
            },
        }
    )
print(json.dumps({"cases": cases}, indent=2))
