"""The training steps in torch: the networks of our rows, from our parameters, on one thread.

Weights come as ours are, (inputs, outputs) and (height, width, inputs, outputs); torch keeps them the other way round.
"""
from functools import lru_cache
from math import log, sqrt

import numpy as np


def load(parameters):
    """Leaves by name, as torch wants them."""
    import torch

    torch.set_num_threads(1)
    tensors = {}
    for name, item in parameters.items():
        tensor = torch.tensor(item["values"].reshape([int(size) for size in item["shape"]]), dtype=torch.float32)
        if name.endswith("weight"):
            tensor = tensor.permute(3, 2, 0, 1) if tensor.dim() == 4 else tensor.t()
        tensors[name] = tensor.contiguous().requires_grad_()
    return tensors


def linear(p, name, x):
    from torch.nn.functional import linear

    return linear(x, p[f"{name}.weight"], p.get(f"{name}.bias"))


def mlp(p, name, x):
    from torch.nn.functional import silu

    i = 0
    while f"{name}layer{i + 1}.weight" in p:
        x = silu(linear(p, f"{name}layer{i}", x))
        i += 1
    return linear(p, f"{name}layer{i}", x)


def mlp_loss(p, data, noise):
    return (mlp(p, "", data["x"]) - data["target"]).square().mean()


@lru_cache
def frequencies(half, period):
    import torch

    return torch.exp(-log(period) / half * torch.arange(half))


def sinusoids(x, width, period=10_000.0):
    import torch

    angles = x * frequencies(width // 2, period)
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def unet(p, x, time, channels, blocksPerLevel, levels=2):
    """Blocks have attention of one head after them where there are parameters for it."""
    import torch
    from torch.nn.functional import conv2d, group_norm, interpolate, silu

    def convolution(name, x, stride=1):
        weight = p[f"{name}.weight"]
        return conv2d(x, weight, p[f"{name}.bias"], stride=stride, padding=weight.shape[-1] // 2)

    def norm(name, x):
        groups = next(groups for groups in range(8, 0, -1) if x.shape[1] % groups == 0)
        return group_norm(x, groups, p[f"{name}.gain"], p[f"{name}.bias"], eps=1e-5)

    condition = linear(p, "condition.time0", sinusoids(time, channels))
    condition = linear(p, "condition.time1", silu(condition))
    asked = silu(condition)

    def attention(name, x):
        pixels = norm(f"{name}Norm", x).flatten(2).transpose(1, 2)
        q, k, v = (linear(p, f"{name}.{part}", pixels) for part in ("query", "key", "value"))
        weights = (q @ k.transpose(1, 2) * q.shape[2] ** -0.5).softmax(dim=2)
        return linear(p, f"{name}.output", weights @ v).transpose(1, 2).reshape(x.shape)

    def block(name, x):
        inner = convolution(f"{name}.first", silu(norm(f"{name}.norm1", x)))
        scale, shift = linear(p, f"{name}.embedding", asked)[:, :, None, None].chunk(2, dim=1)
        inner = norm(f"{name}.norm2", inner) * (scale + 1) + shift
        inner = convolution(f"{name}.second", silu(inner))
        out = (convolution(f"{name}.skip", x) if f"{name}.skip.weight" in p else x) + inner
        return out + attention(f"{name}.attention", out) if f"{name}.attention.query.weight" in p else out

    out = convolution("input", x)
    left = [out]
    for level in range(levels):
        for i in range(blocksPerLevel):
            out = block(f"down{level}.block{i}", out)
            left.append(out)
        if level < levels - 1:
            out = convolution(f"down{level}.halve", out, stride=2)
            left.append(out)
    for i in range(2):
        out = block(f"middle.block{i}", out)
    for level in reversed(range(levels)):
        for i in range(blocksPerLevel + 1):
            out = block(f"up{level}.block{i}", torch.cat([out, left.pop()], dim=1))
        if level > 0:
            out = convolution(f"up{level}.double", interpolate(out, scale_factor=2, mode="nearest"))
    return convolution("output", silu(norm("norm", out)))


def unet_loss(p, data, noise, channels, blocksPerLevel):
    return (unet(p, data["x"], data["time"], channels, blocksPerLevel) - data["target"]).square().mean()


def transformer_loss(p, data, noise, numLayers, heads, mask):
    from torch.nn.functional import cross_entropy, embedding, gelu, layer_norm

    def norm(name, x):
        return layer_norm(x, x.shape[-1:], p[f"{name}.gain"], p[f"{name}.bias"], eps=1e-5)

    def attention(name, x):
        batch, length, width = x.shape
        q, k, v = (
            linear(p, f"{name}.{part}", x).view(batch, length, heads, width // heads).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        weights = ((q * (width // heads) ** -0.5) @ k.transpose(2, 3) + mask).softmax(dim=3)
        return linear(p, f"{name}.output", (weights @ v).transpose(1, 2).reshape(batch, length, width))

    out = embedding(data["tokens"], p["tokens"]) + p["positions"]
    for i in range(numLayers):
        out = out + attention(f"layer{i}.attention", norm(f"layer{i}.norm1", out))
        inner = gelu(linear(p, f"layer{i}.mlp.layer0", norm(f"layer{i}.norm3", out)))
        out = out + linear(p, f"layer{i}.mlp.layer1", inner)
    logits = linear(p, "logits", norm("norm", out))
    return cross_entropy(logits.view(-1, logits.shape[-1]), data["targets"])


def autoencoder_loss(p, data, noise, latent):
    from torch.nn.functional import binary_cross_entropy_with_logits

    x = data["x"]
    centre, log_variance = mlp(p, "encoder.", x).split(latent, dim=1)
    logits = mlp(p, "decoder.", centre + (0.5 * log_variance).exp() * noise)
    surprise = binary_cross_entropy_with_logits(logits, x, reduction="sum")
    divergence = 0.5 * (centre.square() + log_variance.exp() - log_variance - 1).sum()
    return (surprise + divergence) / len(x)


def problem(network, options, data, layout):
    """The loss as a function of parameters and noise, and the shape of the noise of a step."""
    import torch

    size = {name: int(value) for name, value in options.items()}
    data = {name: torch.tensor(values, dtype=torch.float32) for name, values in data.items()}
    batch = size["batch"]
    if network == "mlp":
        data = {name: values.view(batch, -1) for name, values in data.items()}
        return lambda p, noise: mlp_loss(p, data, noise), None
    if network == "unet":
        data["time"] = data["time"].view(batch, 1)
        for name in ("x", "target"):
            image = data[name].view(batch, 1, size["side"], size["side"])
            data[name] = image.contiguous(memory_format=torch.channels_last) if layout == "channels last" else image
        return lambda p, noise: unet_loss(p, data, noise, size["channels"], size["blocksPerLevel"]), None
    if network == "transformer":
        data["tokens"] = data["tokens"].long().view(batch, -1)
        data["targets"] = data["targets"].long()
        length = data["tokens"].shape[1]
        mask = torch.full((length, length), -torch.inf).triu(1)
        return lambda p, noise: transformer_loss(p, data, noise, size["numLayers"], size["heads"], mask), None
    data["x"] = data["x"].view(batch, -1)
    return lambda p, noise: autoencoder_loss(p, data, noise, size["latent"]), (batch, size["latent"])


def training_step(network, options, parameters, data, noise, rate, losses, layout):
    """Timed: one step. Answer: the losses of the first steps, whose noise is given."""
    import torch

    p = load(parameters)
    if layout == "channels last":
        p = {
            name: (
                tensor.detach().contiguous(memory_format=torch.channels_last).requires_grad_()
                if tensor.dim() == 4
                else tensor
            )
            for name, tensor in p.items()
        }
    loss, shape = problem(network, options, data, layout)
    optimiser = torch.optim.Adam(list(p.values()), lr=rate, foreach=True)

    def step(noise):
        optimiser.zero_grad(set_to_none=True)
        value = loss(p, noise)
        value.backward()
        optimiser.step()
        return value

    given = [None] * int(losses)
    if shape is not None:
        given = torch.tensor(noise, dtype=torch.float32).view(int(losses), *shape)
    answer = np.array([step(each).item() for each in given])
    return (lambda: step(None if shape is None else torch.randn(shape))), answer


def matrix_product(left, right, inner):
    import torch

    torch.set_num_threads(1)
    a = torch.tensor(left.reshape(-1, inner), dtype=torch.float32)
    b = torch.tensor(right.reshape(inner, -1), dtype=torch.float32)
    out = a @ b
    return (lambda: torch.mm(a, b, out=out)), out.numpy().reshape(-1)


# A denoiser of points in the plane, after Ho, Jain and Abbeel 2020.

# Frequencies in which our network is shown a level.
FASTEST = 16
SPAN = 30.0


def predict_noise(p, x, level):
    """Levels (n, 1), or (1, 1) where all points share it."""
    from torch.nn.functional import linear as dense
    from torch.nn.functional import silu

    shift = linear(p, "level", sinusoids(FASTEST * level, p["level.weight"].shape[1], SPAN))
    out = silu(dense(x, p["x.weight"]) + shift)
    i = 1
    while f"layer{i + 1}.weight" in p:
        out = silu(linear(p, f"layer{i}", out))
        i += 1
    return linear(p, f"layer{i}", out)


def denoiser_fit(parameters, centre, scale, rates, x, batch, steps, rate, decay, seed):
    """Timed: a training from the given parameters, with rows in random order, stratified levels and an average of the
    parameters, as ours has. Answer: its losses."""
    import torch

    torch.manual_seed(int(seed))
    z = torch.tensor((x.reshape(-1, 2) - centre) / scale, dtype=torch.float32)
    count = int(rates["count"])
    alpha_bar = np.cumprod(1 - np.linspace(rates["first"], rates["last"], count))
    signal = torch.tensor(np.sqrt(alpha_bar), dtype=torch.float32)[:, None]
    spread = torch.tensor(np.sqrt(1 - alpha_bar), dtype=torch.float32)[:, None]
    level = torch.tensor(0.125 * np.log((1 - alpha_bar) / alpha_bar), dtype=torch.float32)[:, None]
    places = torch.arange(batch)

    def run():
        p = load(parameters)
        values = list(p.values())
        average = [value.detach().clone() for value in values]
        optimiser = torch.optim.Adam(values, lr=rate, foreach=True)
        losses = []
        order = torch.empty(0, dtype=torch.long)
        for _ in range(steps):
            while len(order) < batch:
                order = torch.cat([order, torch.randperm(len(z))])
            rows, order = order[:batch], order[batch:]
            t = ((places + torch.rand(batch)) * (count / batch)).long().clamp_(max=count - 1)
            noise = torch.randn(batch, 2)
            seen = signal[t] * z[rows] + spread[t] * noise
            loss = (predict_noise(p, seen, level[t]) - noise).square().mean()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            with torch.no_grad():
                torch._foreach_mul_(average, decay)
                torch._foreach_add_(average, values, alpha=1 - decay)
            losses.append(loss.item())
        return np.array(losses)

    return run, run()


def wasserstein_two(x, y):
    """W_2 of two samples of as many points in the plane."""
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    cost = cdist(x, y, "sqeuclidean")
    return float(np.sqrt(cost[linear_sum_assignment(cost)].mean()))


def denoiser_samples(parameters, centre, scale, rates, sigmas, start, samples, roll, again, seed):
    """Timed: ancestral sampling. Answer: ends of DDIM trajectories from `start`, and distances W_2 to the roll."""
    import torch

    p = {name: tensor.detach() for name, tensor in load(parameters).items()}
    torch.manual_seed(int(seed))
    middle = torch.tensor(centre, dtype=torch.float32)
    start = torch.tensor(start.reshape(-1, 2), dtype=torch.float32)

    levels = [(float(sigma), float(lower)) for sigma, lower in zip(sigmas[:-1], sigmas[1:])]

    def denoised(x, sigma):
        """Of variance-preserving points."""
        z = sqrt(1 + sigma * sigma) * x
        s = sigma / scale
        seen = (z - middle) * (1 / (scale * sqrt(1 + s * s)))
        return z - sigma * predict_noise(p, seen, torch.full((1, 1), 0.25 * log(s)))

    def alpha_bar(sigma):
        return 1 / (1 + sigma * sigma)

    def ancestral():
        x = torch.randn(start.shape)
        for sigma, lower in levels:
            now, then = alpha_bar(sigma), alpha_bar(lower)
            beta = 1 - now / then
            on_x = sqrt(1 - beta) * (1 - then) / (1 - now)
            x = x * on_x + denoised(x, sigma) * (sqrt(then) * beta / (1 - now))
            if lower > 0:
                x += torch.randn(x.shape) * sqrt(beta * (1 - then) / (1 - now))
        return x

    def ddim():
        x = start
        for sigma, lower in levels:
            now, then = alpha_bar(sigma), alpha_bar(lower)
            end = denoised(x, sigma)
            noise = (x - sqrt(now) * end) / sqrt(1 - now)
            x = sqrt(then) * end + sqrt(1 - then) * noise
        return x

    def run():
        with torch.no_grad():
            return ancestral().numpy()

    with torch.no_grad():
        ends = ddim().numpy()
    target = roll.reshape(-1, 2)
    distances = [wasserstein_two(each, target) for each in (samples.reshape(-1, 2), run(), again.reshape(-1, 2))]
    return run, {"ends": ends.reshape(-1), "distances": np.array(distances)}


TASKS = (training_step, matrix_product, denoiser_fit, denoiser_samples)
