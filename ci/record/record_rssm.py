#!/usr/bin/env python3
"""Records what PyTorch computes for PlaNet's loss, as the oracle of RssmOracleTest.

A world model of small size is written out in plain PyTorch from the paper's equations: every loss term, the gradient
of every parameter, and all parameters after five steps of Adam with TensorFlow's epsilon, in double precision on fixed
noise. Needs torch and numpy.

    python ci/record/record_rssm.py agents/src/test/resources/org/planetbench/agents/model

Writes rssm-32.npz.json-like text is avoided: one binary file of little-endian floats for each name would be many files,
so each size becomes one file: a line of JSON (names, shapes, in order), then all values as little-endian float32.
"""

import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

SIZES = dict(action=2, depth=2, stochastic=5, deterministic=7, hidden=6, reward_layers=2, reward_units=9)
BATCH, LENGTH, BITS, UPDATES = 3, 4, 5, 5
MIN_STD, FREE_NATS, REWARD_SCALE, IMAGE_SCALE, DIVERGENCE_SCALE = 0.1, 0.35, 10.0, 1.5, 1.25
RATE, EPSILON, CLIP = 1e-3, 1e-4, 20.0


def make_parameters(image_size, rng):
    """Names and shapes as published: convolutions [ky, kx, in, out], transposed [ky, kx, out, in], dense [in, out]."""
    s = SIZES
    layers = 4 if image_size == 64 else 3
    shapes = {}
    channels = [3] + [s["depth"] * 2**i for i in range(layers)]
    for i in range(layers):
        shapes[f"encoder/{i}/weights"], shapes[f"encoder/{i}/bias"] = (4, 4, channels[i], channels[i + 1]), (channels[i + 1],)
    embedding = 4 * channels[-1]
    features = s["stochastic"] + s["deterministic"]

    def dense(name, inputs, outputs):
        shapes[f"{name}/weights"], shapes[f"{name}/bias"] = (inputs, outputs), (outputs,)

    dense("rssm/input", s["stochastic"] + s["action"], s["hidden"])
    dense("rssm/gru/gates", s["hidden"] + s["deterministic"], 2 * s["deterministic"])
    dense("rssm/gru/candidate", s["hidden"] + s["deterministic"], s["deterministic"])
    for name, inputs in (("rssm/prior", s["deterministic"]), ("rssm/posterior", s["deterministic"] + embedding)):
        dense(f"{name}/hidden", inputs, s["hidden"])
        dense(f"{name}/mean", s["hidden"], s["stochastic"])
        dense(f"{name}/std", s["hidden"], s["stochastic"])
    kernels = [5, 5, 6, 6] if image_size == 64 else [5, 6, 6]
    top = s["depth"] * 2 ** (len(kernels) - 2)
    outputs = [top // 2**i for i in range(len(kernels) - 1)] + [3]
    width = 8 * top
    dense("decoder/linear", features, width)
    inputs = width
    for i, kernel in enumerate(kernels):
        shapes[f"decoder/{i}/weights"], shapes[f"decoder/{i}/bias"] = (kernel, kernel, outputs[i], inputs), (outputs[i],)
        inputs = outputs[i]
    inputs = features
    for i in range(s["reward_layers"]):
        dense(f"reward/{i}", inputs, s["reward_units"])
        inputs = s["reward_units"]
    dense("reward/out", inputs, 1)
    parameters = {}
    for name, shape in shapes.items():
        fan = np.prod(shape[:-1]) if "decoder/0" not in name else 3 * shape[-1]
        scale = 0.1 if name.endswith("bias") else 1.4 / np.sqrt(max(fan, 1))
        values = (scale * rng.standard_normal(shape)).astype(np.float32)
        parameters[name] = torch.tensor(values.astype(np.float64), requires_grad=True)
    return parameters


def affine(p, name, *inputs):
    return torch.cat(inputs, -1) @ p[f"{name}/weights"] + p[f"{name}/bias"]


def gaussian(p, name, *inputs):
    y = F.relu(affine(p, f"{name}/hidden", *inputs))
    return affine(p, f"{name}/mean", y), F.softplus(affine(p, f"{name}/std", y)) + MIN_STD


def gru(p, x, h):
    """TensorFlow's GRUBlockCell: gates in the order reset, update; reset before the product."""
    r, u = torch.sigmoid(affine(p, "rssm/gru/gates", x, h)).chunk(2, -1)
    c = torch.tanh(affine(p, "rssm/gru/candidate", x, r * h))
    return (1 - u) * c + u * h


def encode(p, pictures):
    x, i = pictures.permute(0, 3, 1, 2), 0
    while f"encoder/{i}/weights" in p:
        x = F.relu(F.conv2d(x, p[f"encoder/{i}/weights"].permute(3, 2, 0, 1), p[f"encoder/{i}/bias"], stride=2))
        i += 1
    return x.permute(0, 2, 3, 1).flatten(1)  # height, width, channels


def decode(p, features):
    x = affine(p, "decoder/linear", features)[:, :, None, None]
    last = max(int(name.split("/")[1]) for name in p if name.startswith("decoder/") and name[8].isdigit())
    for i in range(last + 1):
        x = F.conv_transpose2d(x, p[f"decoder/{i}/weights"].permute(3, 2, 0, 1), p[f"decoder/{i}/bias"], stride=2)
        x = F.relu(x) if i < last else x
    return x.permute(0, 2, 3, 1)


def loss_terms(p, pictures, actions, rewards, noise):
    embeddings = encode(p, pictures.flatten(0, 1)).unflatten(0, (LENGTH, BATCH))
    h = torch.zeros(BATCH, SIZES["deterministic"], dtype=torch.float64)
    z = torch.zeros(BATCH, SIZES["stochastic"], dtype=torch.float64)
    features, nats = [], []
    for t in range(LENGTH):
        h = gru(p, F.relu(affine(p, "rssm/input", z, actions[t])), h)
        prior_mean, prior_std = gaussian(p, "rssm/prior", h)
        mean, std = gaussian(p, "rssm/posterior", h, embeddings[t])
        z = mean + std * noise[t]
        posterior, prior = torch.distributions.Normal(mean, std), torch.distributions.Normal(prior_mean, prior_std)
        nats.append(torch.distributions.kl_divergence(posterior, prior).sum(-1))
        features.append(torch.cat([z, h], -1))
    features, nats = torch.stack(features).flatten(0, 1), torch.stack(nats)
    image = 0.5 * (decode(p, features) - pictures.flatten(0, 1)).square().sum((1, 2, 3)).mean()
    y = features
    for i in range(SIZES["reward_layers"]):
        y = F.relu(affine(p, f"reward/{i}", y))
    reward = 0.5 * (affine(p, "reward/out", y).view(LENGTH, BATCH) - rewards).square().mean()
    clipped = (nats - FREE_NATS).clamp(min=0)
    loss = IMAGE_SCALE * image + REWARD_SCALE * reward + DIVERGENCE_SCALE * clipped.mean()
    return loss, image, reward, nats


def preprocess(pictures, image_size):
    """2x2 average if the model's pictures are half as big, 5 bits, and the middle of the dequantisation noise."""
    x = pictures.astype(np.int64)
    if image_size * 2 == x.shape[2]:
        x = x.reshape(LENGTH, BATCH, image_size, 2, image_size, 2, 3).sum((3, 5)) // 4
    return torch.tensor(np.floor(x / 2.0 ** (8 - BITS)) / 2.0**BITS + 0.5 / 2.0**BITS - 0.5)


def record(image_size, source_size, path):
    rng = np.random.default_rng(image_size)
    coarse = rng.integers(0, 256, (LENGTH, BATCH, 8, 8, 3))
    pictures = np.kron(coarse, np.ones((1, 1, source_size // 8, source_size // 8, 1), np.int64))
    pictures = np.clip(pictures + rng.integers(-9, 10, pictures.shape), 0, 255).astype(np.uint8)
    actions = rng.uniform(-1, 1, (LENGTH, BATCH, SIZES["action"])).astype(np.float32)
    rewards = rng.uniform(0, 2, (LENGTH, BATCH)).astype(np.float32)
    noise = rng.standard_normal((LENGTH, BATCH, SIZES["stochastic"])).astype(np.float32)
    p = make_parameters(image_size, rng)
    out = {f"parameter/{name}": value.detach().clone() for name, value in p.items()}
    out |= {"coarse_noise": pictures, "actions": actions, "rewards": rewards, "noise": noise}
    moments = {name: [torch.zeros_like(value), torch.zeros_like(value)] for name, value in p.items()}
    inputs = [preprocess(pictures, image_size)] + [torch.tensor(x.astype(np.float64)) for x in (actions, rewards, noise)]
    for update in range(1, UPDATES + 1):
        for value in p.values():
            value.grad = None
        loss, image, reward, nats = loss_terms(p, *inputs)
        loss.backward()
        norm = torch.sqrt(sum(value.grad.square().sum() for value in p.values()))
        if update == 1:
            assert (nats < FREE_NATS).any() and (nats > FREE_NATS).any(), nats
            out |= {f"gradient/{name}": value.grad.clone() for name, value in p.items()}
        out[f"metrics/{update}"] = torch.stack([loss, image, reward, nats.mean(), norm]).detach()
        with torch.no_grad():
            for name, value in p.items():
                gradient = value.grad * CLIP / torch.clamp(norm, min=CLIP)
                m, v = moments[name]
                m.mul_(0.9).add_(0.1 * gradient)
                v.mul_(0.999).add_(0.001 * gradient.square())
                rate = RATE * np.sqrt(1 - 0.999**update) / (1 - 0.9**update)
                value -= rate * m / (v.sqrt() + EPSILON)
    out |= {f"updated/{name}": value.detach() for name, value in p.items()}
    print(path, "norms", [round(float(out[f"metrics/{u}"][4]), 3) for u in range(1, UPDATES + 1)], "nats", nats.tolist())
    arrays = {name: np.asarray(value, dtype=np.uint8 if name == "coarse_noise" else np.float32) for name, value in out.items()}
    arrays["pictures"] = arrays.pop("coarse_noise")
    header = json.dumps([[name, str(a.dtype), list(a.shape)] for name, a in arrays.items()], separators=(",", ":"))
    with open(path, "wb") as file:
        file.write(header.encode() + b"\n")
        for a in arrays.values():
            file.write(a.astype(a.dtype.newbyteorder("<")).tobytes())


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    torch.use_deterministic_algorithms(True)
    record(32, 64, folder / "rssm-32.oracle")
    record(64, 64, folder / "rssm-64.oracle")


if __name__ == "__main__":
    main()
