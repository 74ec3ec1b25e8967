"""Writes exp-log.json: exp and log at double arguments, rounded once from 60 digits. Python 3, mpmath 1.3.0."""

import json
import random
import struct

import mpmath

mpmath.mp.dps = 60
rng = random.Random("exp-log")


def nearest_double(value):
    """Correctly rounded, subnormals too: by way of a decimal string, not of 53 bits first."""
    return float(mpmath.nstr(value, 50, min_fixed=1, max_fixed=0))


def neighbours(x):
    (word,) = struct.unpack("<q", struct.pack("<d", x))
    return [struct.unpack("<d", struct.pack("<q", word + step))[0] for step in (-1, 0, 1)]


def number(x):
    return x if abs(x) != float("inf") else ("Infinity" if x > 0 else "-Infinity")


log2 = float(mpmath.log(2))
exp_points = [0.0, 1.0, -1.0, 1e-300, -1e-300, 2.0**-54, -(2.0**-54), 2.0**-53, 700.0, -700.0]
exp_points += neighbours(709.782712893384) + neighbours(-745.1332191019411) + neighbours(-708.3964185322641)
exp_points += [p for k in range(-1074, 1024, 131) for p in neighbours(k * log2) + neighbours((k + 0.5) * log2)]
exp_points += [rng.uniform(-745.2, 709.9) for _ in range(300)]
exp_points += [rng.uniform(-745.2, -708.0) for _ in range(60)]
exp_points += [rng.choice((-1, 1)) * 10 ** rng.uniform(-17, 1) for _ in range(120)]

log_points = neighbours(1.0) + neighbours(2.0) + neighbours(0.5) + neighbours(2**0.5) + neighbours(0.5**0.5)
log_points += [5e-324, 1e-323, 2.2250738585072014e-308, 2.225073858507201e-308, 1.7976931348623157e308]
log_points += [2.0**k for k in range(-1074, 1024, 61)]
log_points += [2 ** rng.uniform(-1022, 1024) for _ in range(250)]
log_points += [2 ** rng.uniform(-1074, -1022) for _ in range(60)]
log_points += [1 + rng.choice((-1, 1)) * 10 ** rng.uniform(-16, -0.5) for _ in range(150)]


def case(name, points, function):
    return {
        "id": name,
        "description": f"{name}(x) over the whole range of doubles, subnormals and thresholds included",
        "inputs": {"x": points},
        "outputs": {"value": [number(nearest_double(function(mpmath.mpf(x)))) for x in points]},
        "tolerance": {"ulps": 1},
        "computed_by": "mpmath, 60 digits; exp-log.py",
    }


with open("exp-log.json", "w", encoding="ascii") as file:
    json.dump({"cases": [case("exp", exp_points, mpmath.exp), case("log", log_points, mpmath.log)]}, file, indent=0)
    file.write("\n")
