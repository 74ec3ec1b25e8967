"""Expectation maximisation for Gaussian mixtures by scikit-learn and by plain numpy, from given starts.

Writes gaussian-mixture-em.json beside itself. Run with a Python that has numpy and scikit-learn.
"""
import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.mixture import GaussianMixture

warnings.simplefilter("ignore")
KINDS = {"full": "full", "diagonal": "diag", "spherical": "spherical"}
STEPS = [1, 2, 10, 60]


def data():
    rng = np.random.default_rng(20150318)
    heaps = [(-2.0, 1.0, 0.5), (1.5, -1.0, 1.0), (2.0, 3.0, 0.7)]
    rows = [rng.standard_normal((30, 2)) @ np.array([[s, 0.3], [0.0, s]]) + (a, b) for a, b, s in heaps]
    return np.round(np.concatenate(rows), 3)


def log_likelihood(x, weights, means, covariances):
    d = x.shape[1]
    logs = []
    for w, m, c in zip(weights, means, covariances):
        y = np.linalg.solve(np.linalg.cholesky(c), (x - m).T)
        logs.append(np.log(w) - 0.5 * (d * np.log(2 * np.pi) + np.linalg.slogdet(c)[1] + (y**2).sum(axis=0)))
    return np.logaddexp.reduce(logs, axis=0)


def full(kind, covariance, d):
    return covariance if kind == "full" else np.diag(np.broadcast_to(covariance, d))


def main():
    x = data()
    d = x.shape[1]
    weights = np.array([0.2, 0.5, 0.3])
    means = np.array([[-1.0, 0.0], [1.0, 0.0], [0.5, 2.0]])
    starts = {
        "full": np.array([[[1.0, 0.2], [0.2, 1.5]], [[2.0, -0.3], [-0.3, 1.0]], [[0.8, 0.0], [0.0, 0.8]]]),
        "diagonal": np.array([[1.0, 1.5], [2.0, 1.0], [0.8, 0.8]]),
        "spherical": np.array([1.0, 1.5, 0.8]),
    }
    cases = []
    for kind, covariances in starts.items():
        precisions = np.linalg.inv(covariances) if kind == "full" else 1 / covariances
        rows = []
        for steps in STEPS:
            model = GaussianMixture(
                3,
                covariance_type=KINDS[kind],
                tol=0,
                reg_covar=0,
                max_iter=steps,
                weights_init=weights,
                means_init=means,
                precisions_init=precisions,
            ).fit(x)
            own = log_likelihood(x, model.weights_, model.means_, [full(kind, c, d) for c in model.covariances_])
            assert abs(own.mean() - model.score(x)) < 1e-12
            rows.append(
                {
                    "steps": steps,
                    "mean_log_likelihood": float(model.score(x)),
                    "weights": model.weights_.tolist(),
                    "means": model.means_.tolist(),
                    "covariances": np.asarray(model.covariances_).tolist(),
                }
            )
        cases.append(
            {
                "id": f"em-{kind}",
                "description": f"EM with {kind} covariances from a given start, without regularisation, after some steps",
                "inputs": {
                    "x": x.tolist(),
                    "weights": weights.tolist(),
                    "means": means.tolist(),
                    "covariances": covariances.tolist(),
                },
                "outputs": {"rows": rows},
                "tolerance": {"rel": 1e-9},
                "computed_by": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}; log-likelihood checked by plain numpy",
            }
        )
    Path(__file__).with_suffix(".json").write_text(json.dumps({"cases": cases}) + "\n")


main()
