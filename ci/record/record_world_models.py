#!/usr/bin/env python3
"""Records what PyTorch computes for the loss of every world model, as the oracle of the tests in agents.model.

Each latent dynamics is written out in plain PyTorch from its equations, at a small size and on fixed noise: latent
states and predictions, every loss term, the gradient of every parameter by autograd, and all parameters after five steps
of Adam with TensorFlow's epsilon. Needs torch and numpy.

    python ci/record/record_world_models.py agents/src/test/resources/org/planetbench/agents/model

Everything is computed twice, in double precision, which is recorded, and in single precision, of which only the distance
from the double is (float_error/..., the largest difference over the largest entry): what a float can be expected to reach.

One file for each case: a line of JSON (names, types, shapes, in order), then all values, little-endian. The names:

    parameter/, gradient/, updated/   of each parameter: at first; of the first update, before clipping; after five updates
    settings/                         what differs between cases: divergence_scale, free_nats, clip, overshooting_distance,
                                      overshooting_scale, and so on
    forward/                          the first update's embedding, prior and posterior, features, rewards, and the
                                      picture of the last time step of the first sequence
    metrics/1 to metrics/5            loss, image, reward, divergence, gradient norm, and if there is overshooting, its
                                      term as it enters the loss and its mean before the free nats

Of the case camera_ready, pictures, actions and rewards are as that code keeps them: an action and a reward stand with the
picture that the action was taken at, and the chunk is all records but the first.

Where a case plans, plan_actions [horizon, candidates, action] are tried on plan_noise [horizon, numbers of a step,
candidates] from the last posterior of the first sequence: plan_returns.
"""

import dataclasses
import gzip
import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

ACTION, STOCHASTIC, DETERMINISTIC, HIDDEN, REWARD_LAYERS, REWARD_UNITS = 2, 5, 7, 6, 2, 9
BATCH, BITS, UPDATES = 3, 5, 5
MIN_STD, REWARD_SCALE, IMAGE_SCALE = 0.1, 10.0, 1.5
RATE, EPSILON = 1e-3, 1e-4
VARIABLES, CLASSES = 3, 4
BASES, MIXING_UNITS, BOUND, VARIANCE_FLOOR, SLOPE = 3, 64, 0.2, 1e-5, 0.2
POINTS, JITTER, POSITIVE, RELEASED_SAMPLES, INDUCING_SCALE, SEEN, EMBEDDING = 4, 1e-8, 1e-6, 50, 0.02, 5, 16
HORIZON, CANDIDATES, DISCOUNT = 3, 4, 0.99
SAMPLED = dict(mean=STOCHASTIC, std=STOCHASTIC, sample=STOCHASTIC)


def affine(p, name, *inputs):
    return torch.cat(inputs, -1) @ p[f"{name}/weights"] + p[f"{name}/bias"]


def gaussian(p, name, *inputs, activation=F.relu):
    y = activation(affine(p, f"{name}/hidden", *inputs))
    return affine(p, f"{name}/mean", y), F.softplus(affine(p, f"{name}/std", y)) + MIN_STD


def standard(like):
    """Means and variances."""
    return torch.zeros(len(like), STOCHASTIC, dtype=like.dtype), torch.ones(len(like), STOCHASTIC, dtype=like.dtype)


def gru(p, name, h, *inputs):
    """TensorFlow's GRUBlockCell: gates in the order reset, update; reset before the product."""
    r, u = torch.sigmoid(affine(p, f"{name}/gates", *inputs, h)).chunk(2, -1)
    c = torch.tanh(affine(p, f"{name}/candidate", *inputs, r * h))
    return (1 - u) * c + u * h


def gru_reset_after(p, name, h, x):
    """Keras's cell, with gates in the order update, reset, candidate: PyTorch's own, whose order is reset, update, candidate."""

    def theirs(of):
        update, reset, candidate = p[f"{name}/{of}"].chunk(3, -1)
        return torch.cat([reset, update, candidate], -1)

    w, u = theirs("input/weights").T, theirs("state/weights").T
    rows = torch.gru_cell(x.flatten(0, -2), h.flatten(0, -2), w, u, theirs("input/bias"), theirs("state/bias"))
    return rows.unflatten(0, h.shape[:-1])


def gru_layer_norm(p, name, h, x):
    """DreamerV2's cell: one normalisation over all of the product's numbers, which are in the order reset, candidate, update."""
    parts = affine(p, f"{name}/product", x, h)
    normed = F.layer_norm(parts, parts.shape[-1:], p[f"{name}/norm/scale"], p[f"{name}/norm/offset"], 1e-3)
    reset, candidate, update = normed.chunk(3, -1)
    candidate = torch.tanh(torch.sigmoid(reset) * candidate)
    update = torch.sigmoid(update - 1)
    return update * candidate + (1 - update) * h


def gru_sizes(name, inputs, units):
    return {f"{name}/gates": (inputs + units, 2 * units), f"{name}/candidate": (inputs + units, units)}


def gaussian_sizes(name, inputs):
    return {f"{name}/hidden": (inputs, HIDDEN), f"{name}/mean": (HIDDEN, STOCHASTIC), f"{name}/std": (HIDDEN, STOCHASTIC)}


class Sampling:
    """What samples a Gaussian state with one normal for each dimension."""

    noise_width = plan_width = STOCHASTIC
    parts = ("mean", "std")
    activation = staticmethod(F.relu)
    reset_after = layer_norm = False

    def imagine(self, p, state, action, noise):
        """The next state as planning has it."""
        return self.step(p, state, action, None, noise)

    def draw(self, rng, shape):
        return rng.standard_normal(shape)

    def prepare(self, noise):
        return noise

    def matrices(self):
        """Sizes of what has weights and no bias."""
        return {}

    def vectors(self):
        """Sizes of what is neither."""
        return {}

    def held_to(self, priors, posteriors):
        """What each posterior is held to: by default what was expected."""
        return priors

    def parameter_divergence(self, p):
        """Of parameters that have a distribution."""
        return 0.0

    def divergence(self, q, p):
        """KL(q || p), summed over dimensions."""
        q, p = (torch.distributions.Normal(s["mean"], s["std"]) for s in (q, p))
        return torch.distributions.kl_divergence(q, p).sum(-1)


class Rssm(Sampling):
    """A deterministic belief that both heads read. mean_only takes the means for the samples. Of an early prior the head reads
    what the belief's cell reads, and not the belief (the published future_rnn, off). Dreamer's layers are of ELUs, and its cell
    resets after the product; DreamerV2's cell normalises it."""

    state = SAMPLED | dict(belief=DETERMINISTIC)
    features = ("sample", "belief")

    def __init__(self, mean_only=False, early_prior=False, activation=F.relu, reset_after=False, layer_norm=False):
        self.mean_only, self.early_prior = mean_only, early_prior
        self.activation, self.reset_after, self.layer_norm = activation, reset_after, layer_norm

    def head_sizes(self, name, inputs):
        return gaussian_sizes(name, inputs)

    def sizes(self, embedding):
        return (
            {"rssm/input": (self.state["sample"] + ACTION, HIDDEN)}
            | self.cell_sizes()
            | self.head_sizes("rssm/prior", HIDDEN if self.early_prior else DETERMINISTIC)
            | self.head_sizes("rssm/posterior", DETERMINISTIC + embedding)
        )

    def vectors(self):
        return {f"rssm/gru/norm/{name}": 3 * DETERMINISTIC for name in ("scale", "offset") if self.layer_norm}

    def cell_sizes(self):
        if self.layer_norm:
            return {"rssm/gru/product": (HIDDEN + DETERMINISTIC, 3 * DETERMINISTIC)}
        if not self.reset_after:
            return gru_sizes("rssm/gru", HIDDEN, DETERMINISTIC)
        return {"rssm/gru/input": (HIDDEN, 3 * DETERMINISTIC), "rssm/gru/state": (DETERMINISTIC, 3 * DETERMINISTIC)}

    def step(self, p, state, action, embedding, noise):
        """The next state: by the prior if there is no embedding."""
        x = self.activation(affine(p, "rssm/input", state["sample"], action))
        cell = gru_layer_norm if self.layer_norm else gru_reset_after if self.reset_after else gru
        h = cell(p, "rssm/gru", state["belief"], x)
        if embedding is None:
            return self.draws(p, "rssm/prior", noise, x if self.early_prior else h) | dict(belief=h)
        return self.draws(p, "rssm/posterior", noise, h, embedding) | dict(belief=h)

    def draws(self, p, name, noise, *inputs):
        mean, std = gaussian(p, name, *inputs, activation=self.activation)
        return dict(mean=mean, std=std, sample=mean if self.mean_only else mean + std * noise)


class PixelRssm(Rssm):
    """The same, planning through pictures: what the prior expects is decoded, and z inferred again from the picture."""

    plan_width = 2 * STOCHASTIC

    def imagine(self, p, state, action, noise):
        before, after = noise.chunk(2, -1)
        expected = self.step(p, state, action, None, before)
        picture = decode(p, torch.cat([expected[name] for name in self.features], -1))
        return self.step(p, state, action, encode(p, picture), after)


class CategoricalRssm(Rssm):
    """The same with one-hot vectors in place of the Gaussian state, drawn by a uniform number for each: the first class
    whose cumulative probability exceeds it. Their gradient is that of the probabilities."""

    width = VARIABLES * CLASSES
    state = dict(logits=width, sample=width, belief=DETERMINISTIC)
    noise_width = plan_width = VARIABLES
    parts = ("logits",)

    def draw(self, rng, shape):
        return rng.uniform(size=shape)

    def head_sizes(self, name, inputs):
        return {f"{name}/hidden": (inputs, HIDDEN), f"{name}/logits": (HIDDEN, self.width)}

    def draws(self, p, name, noise, *inputs):
        logits = affine(p, f"{name}/logits", self.activation(affine(p, f"{name}/hidden", *inputs)))
        probabilities = logits.unflatten(-1, (VARIABLES, CLASSES)).softmax(-1)
        drawn = (probabilities.cumsum(-1) > noise[..., None]).to(torch.uint8).argmax(-1)
        one_hot = F.one_hot(drawn, CLASSES).to(probabilities.dtype)
        sample = one_hot + probabilities - probabilities.detach()
        return dict(logits=logits, sample=sample.flatten(-2))

    def divergence(self, q, p):
        q, p = (s["logits"].unflatten(-1, (VARIABLES, CLASSES)) for s in (q, p))
        q, p = (torch.distributions.Categorical(logits=logits) for logits in (q, p))
        return torch.distributions.kl_divergence(q, p).sum(-1)


class Ssm(Sampling):
    """Purely stochastic. The posterior corrects the prior's mean and standard deviation."""

    state = SAMPLED
    features = ("sample",)

    def sizes(self, embedding):
        return gaussian_sizes("ssm/prior", STOCHASTIC + ACTION) | gaussian_sizes("ssm/posterior", 2 * STOCHASTIC + embedding)

    def step(self, p, state, action, embedding, noise):
        mean, std = gaussian(p, "ssm/prior", state["sample"], action)
        if embedding is not None:
            mean, std = gaussian(p, "ssm/posterior", mean, std, embedding)
        return dict(mean=mean, std=std, sample=mean + std * noise)


class Gru(Sampling):
    """Purely deterministic, with no stochastic state: a recurrent network that sees zeros where nothing is observed.

    Training withholds an observation where its normal is negative, but never the first, so that one network learns to
    filter and to go on without observations, as planning has it."""

    state = dict(belief=DETERMINISTIC)
    features = ("belief",)
    noise_width = 1

    def draw(self, rng, shape):
        return rng.standard_normal(shape)

    def prepare(self, noise):
        observed = (noise >= 0).to(noise.dtype)
        assert 0 < observed[1:].mean() < 1
        observed[0] = 1
        return observed

    def sizes(self, embedding):
        return {"gru/input": (ACTION + embedding, HIDDEN)} | gru_sizes("gru/cell", HIDDEN, DETERMINISTIC)

    def step(self, p, state, action, embedding, observed):
        if embedding is None:
            embedding = torch.zeros(len(action), p["gru/input/weights"].shape[0] - ACTION, dtype=action.dtype)
        x = F.relu(affine(p, "gru/input", action, observed * embedding))
        return dict(belief=gru(p, "gru/cell", state["belief"], x))


class Drnn(Sampling):
    """Two recurrent networks with a sample between them, for prior and posterior alike: the prior sees zeros."""

    state = SAMPLED | dict(encoder=DETERMINISTIC, decoder=DETERMINISTIC)
    features = ("decoder",)

    def sizes(self, embedding):
        return (
            gru_sizes("drnn/encoder", embedding + ACTION + STOCHASTIC, DETERMINISTIC)
            | gaussian_sizes("drnn/state", DETERMINISTIC + STOCHASTIC + DETERMINISTIC)
            | gru_sizes("drnn/decoder", STOCHASTIC, DETERMINISTIC)
        )

    def step(self, p, state, action, embedding, noise):
        if embedding is None:
            width = p["drnn/encoder/gates/weights"].shape[0] - ACTION - STOCHASTIC - DETERMINISTIC
            embedding = torch.zeros(len(action), width, dtype=action.dtype)
        encoder = gru(p, "drnn/encoder", state["encoder"], embedding, action, state["sample"])
        mean, std = gaussian(p, "drnn/state", encoder, state["sample"], state["decoder"])
        sample = mean + std * noise
        decoder = gru(p, "drnn/decoder", state["decoder"], sample)
        return dict(mean=mean, std=std, sample=sample, encoder=encoder, decoder=decoder)


class Sssm(Sampling):
    """The state before says what z is expected, and z moves it: Buesing et al.'s stochastic state-space model."""

    name = "sssm"
    state = SAMPLED | dict(belief=DETERMINISTIC)
    features = ("sample", "belief")
    moved_by = STOCHASTIC + ACTION

    def sizes(self, embedding):
        return (
            {f"{self.name}/input": (self.moved_by, HIDDEN)}
            | gru_sizes(f"{self.name}/gru", HIDDEN, DETERMINISTIC)
            | gaussian_sizes(f"{self.name}/prior", DETERMINISTIC + ACTION)
            | gaussian_sizes(f"{self.name}/posterior", DETERMINISTIC + ACTION + embedding)
        )

    def draws(self, p, state, action, embedding, noise):
        observed = ("prior",) if embedding is None else ("posterior", embedding)
        mean, std = gaussian(p, f"{self.name}/{observed[0]}", state["belief"], action, *observed[1:])
        return dict(mean=mean, std=std, sample=mean + std * noise)

    def step(self, p, state, action, embedding, noise):
        z = self.draws(p, state, action, embedding, noise)
        return z | dict(belief=gru(p, "sssm/gru", state["belief"], F.relu(affine(p, "sssm/input", z["sample"], action))))


class Dssm(Sssm):
    """z enters the heads alone. The state sees the first observation, and none of the later ones."""

    name = "dssm"
    state = Sssm.state | dict(observed=1)
    moved_by = ACTION

    def sizes(self, embedding):
        return super().sizes(embedding) | {"dssm/first": (embedding, DETERMINISTIC)}

    def step(self, p, state, action, embedding, noise):
        z = self.draws(p, state, action, embedding, noise)
        if embedding is not None and not state["observed"].any():
            s = affine(p, "dssm/first", embedding)
        else:
            s = gru(p, "dssm/gru", state["belief"], F.relu(affine(p, "dssm/input", action)))
        return z | dict(belief=s, observed=state["observed"] if embedding is None else torch.ones_like(state["observed"]))


class Dvbf(Sampling):
    """Deep variational Bayes filter: the latent is a function of the one before, the action, and what is inferred, w."""

    state = SAMPLED | dict(latent=STOCHASTIC, started=1)
    features = ("latent",)
    mixing = staticmethod(lambda logits: logits.softmax(-1))

    def sizes(self, embedding):
        return self.common_sizes("dvbf", embedding) | gaussian_sizes("dvbf/posterior", STOCHASTIC + ACTION + embedding)

    def common_sizes(self, name, embedding):
        return gaussian_sizes(f"{name}/first", embedding) | {
            f"{name}/start/hidden": (STOCHASTIC, HIDDEN),
            f"{name}/start/out": (HIDDEN, STOCHASTIC),
            f"{name}/mixing/0": (STOCHASTIC + ACTION, MIXING_UNITS),
            f"{name}/mixing/1": (MIXING_UNITS, MIXING_UNITS),
            f"{name}/mixing/out": (MIXING_UNITS, BASES),
        }

    def matrices(self):
        return {"dvbf/transition": (2 * STOCHASTIC + ACTION, BASES * STOCHASTIC)}

    def alpha(self, p, name, latent, action):
        y = F.relu(affine(p, f"{name}/mixing/0", latent, action))
        return self.mixing(affine(p, f"{name}/mixing/out", F.relu(affine(p, f"{name}/mixing/1", y))))

    def start(self, p, name, embedding, noise):
        if embedding is None:
            mean, std = torch.zeros_like(noise), torch.ones_like(noise)
        else:
            mean, std = gaussian(p, f"{name}/first", embedding)
        w = mean + std * noise
        latent = affine(p, f"{name}/start/out", F.relu(affine(p, f"{name}/start/hidden", w)))
        return dict(mean=mean, std=std, sample=w, latent=latent, started=torch.ones(len(noise), 1, dtype=noise.dtype))

    def step(self, p, state, action, embedding, noise):
        if not state["started"].any():
            return self.start(p, "dvbf", embedding, noise)
        latent = state["latent"]
        if embedding is None:
            mean, std = torch.zeros_like(noise), torch.ones_like(noise)
        else:
            mean, std = gaussian(p, "dvbf/posterior", latent, action, embedding)
        w = mean + std * noise
        bases = p["dvbf/transition/weights"].unflatten(-1, (BASES, STOCHASTIC))
        mixed = torch.einsum("bm,imo->bio", self.alpha(p, "dvbf", latent, action), bases)
        a, b, c = mixed.split([STOCHASTIC, ACTION, STOCHASTIC], 1)  # transposed
        latent = sum((x[:, None] @ matrix)[:, 0] for x, matrix in ((latent, a), (action, b), (w, c)))
        return dict(mean=mean, std=std, sample=w, latent=latent, started=state["started"])


class DvbfFusion(Dvbf):
    """The variant whose posterior is the product of what the transition expects and what the picture says."""

    state = SAMPLED | dict(started=1)
    features = ("sample",)
    mixing = staticmethod(torch.sigmoid)

    def sizes(self, embedding):
        return self.common_sizes("dvbf_fusion", embedding) | gaussian_sizes("dvbf_fusion/measurement", embedding)

    def matrices(self):
        return {
            "dvbf_fusion/transition": (STOCHASTIC + ACTION, BASES * STOCHASTIC),
            "dvbf_fusion/filter_variance": (BASES, STOCHASTIC),
            "dvbf_fusion/prior_variance": (BASES, STOCHASTIC),
        }

    def step(self, p, state, action, embedding, noise):
        if not state["started"].any():
            start = self.start(p, "dvbf_fusion", embedding, noise)
            return dict(mean=start["mean"], std=start["std"], sample=start["latent"], started=start["started"])
        latent = state["sample"]
        alpha = self.alpha(p, "dvbf_fusion", latent, action)
        bases = BOUND * torch.tanh(p["dvbf_fusion/transition/weights"].unflatten(-1, (BASES, STOCHASTIC)))
        a, b = torch.einsum("bm,imo->bio", alpha, bases).split([STOCHASTIC, ACTION], 1)
        mean = latent + (latent[:, None] @ a)[:, 0] + (action[:, None] @ b)[:, 0]
        kind = "prior" if embedding is None else "filter"
        variance = alpha @ F.softplus(p[f"dvbf_fusion/{kind}_variance/weights"]) + VARIANCE_FLOOR
        if embedding is not None:
            measured, deviation = gaussian(p, "dvbf_fusion/measurement", embedding)
            mean = (deviation**2 * mean + variance * measured) / (variance + deviation**2)
            variance = variance * deviation**2 / (variance + deviation**2)
        std = variance.sqrt()
        return dict(mean=mean, std=std, sample=mean + std * noise, started=state["started"])


class Slac(Sampling):
    """Two stochastic vectors: z1 is inferred, and z2, which carries the memory, always drawn from its prior."""

    state = SAMPLED | dict(memory=DETERMINISTIC, started=1)
    features = ("sample", "memory")
    noise_width = STOCHASTIC + DETERMINISTIC
    inputs = dict(prior=DETERMINISTIC + ACTION, first_memory=STOCHASTIC, memory=STOCHASTIC + DETERMINISTIC + ACTION)

    def sizes(self, embedding):
        sizes = {}
        inputs = self.inputs | dict(first_posterior=embedding, posterior=DETERMINISTIC + ACTION + embedding)
        for name, width in inputs.items():
            outputs = DETERMINISTIC if "memory" in name else STOCHASTIC
            sizes |= {f"slac/{name}/input": (width, HIDDEN), f"slac/{name}/hidden": (HIDDEN, HIDDEN)}
            sizes |= {f"slac/{name}/mean": (HIDDEN, outputs), f"slac/{name}/std": (HIDDEN, outputs)}
        return sizes

    def net(self, p, name, *inputs):
        y = F.leaky_relu(affine(p, f"slac/{name}/input", *inputs), SLOPE)
        y = F.leaky_relu(affine(p, f"slac/{name}/hidden", y), SLOPE)
        return affine(p, f"slac/{name}/mean", y), F.softplus(affine(p, f"slac/{name}/std", y)) + MIN_STD

    def step(self, p, state, action, embedding, noise):
        started, z2 = state["started"].any(), state["memory"]
        noise1, noise2 = noise.split([STOCHASTIC, DETERMINISTIC], -1)
        if embedding is None:
            mean, std = self.net(p, "prior", z2, action) if started else (torch.zeros_like(noise1), torch.ones_like(noise1))
        elif started:
            mean, std = self.net(p, "posterior", z2, action, embedding)
        else:
            mean, std = self.net(p, "first_posterior", embedding)
        z1 = mean + std * noise1
        mean2, std2 = self.net(p, "memory", z1, z2, action) if started else self.net(p, "first_memory", z1)
        started = torch.ones_like(state["started"])
        return dict(mean=mean, std=std, sample=z1, memory=mean2 + std2 * noise2, started=started)


class PrSsm(Sampling):
    """One sparse Gaussian process for each dimension, of identity mean; a product of Gaussians filters. As released, z is
    mean + variance times one number for all dimensions, and fewer divergences count, or less."""

    name = "pr_ssm"
    state = SAMPLED | dict(started=1)
    features = ("sample",)

    def __init__(self, released=False):
        self.released = released
        self.noise_width = 1 if released else STOCHASTIC

    def sizes(self, embedding):
        return gaussian_sizes("pr_ssm/first", embedding) | gaussian_sizes("pr_ssm/measurement", embedding)

    def matrices(self):
        inputs, outputs = (POINTS, STOCHASTIC + ACTION), (POINTS, STOCHASTIC)
        return {f"{self.name}/process/{name}": size for name, size in dict(inputs=inputs, mean=outputs, variance=outputs).items()}

    def vectors(self):
        sizes = dict(lengthscales=STOCHASTIC + ACTION, signal_variance=1, process_variance=STOCHASTIC)
        return {f"{self.name}/process/{name}": size for name, size in sizes.items()}

    def process(self, p):
        """Z, the means m, and what must be positive: lengthscales, signal variance, S, process variance."""
        given = {name.split("/")[2]: value for name, value in p.items() if name.startswith(f"{self.name}/process/")}
        positive = {name: F.softplus(value) + POSITIVE for name, value in given.items()}
        names = ("lengthscales", "signal_variance", "variance", "process_variance")
        return given["inputs"], given["mean"], *(positive[name] for name in names)

    def kernel(self, a, b, lengths, signal):
        return signal * torch.exp(-0.5 * ((a[:, None] - b[None]) / lengths).square().sum(-1))

    def expected(self, p, z, action):
        inputs, means, lengths, signal, variances, process = self.process(p)
        k = self.kernel(torch.cat([z, action], -1), inputs, lengths, signal)
        covariance = self.kernel(inputs, inputs, lengths, signal) + JITTER * torch.eye(POINTS, dtype=z.dtype)
        alpha = torch.linalg.solve(covariance, k.T).T
        left = signal - (k * alpha).sum(-1, keepdim=True)
        return z + alpha @ means, left + alpha.square() @ variances + process

    def parameter_divergence(self, p):
        inputs, means, lengths, signal, variances, _ = self.process(p)
        covariance = self.kernel(inputs, inputs, lengths, signal) + JITTER * torch.eye(POINTS, dtype=inputs.dtype)
        q = [torch.distributions.MultivariateNormal(m, torch.diag(s)) for m, s in zip(means.T, variances.T)]
        prior = torch.distributions.MultivariateNormal(torch.zeros_like(covariance[0]), covariance)
        nats = sum(torch.distributions.kl_divergence(each, prior) for each in q)
        return nats / (RELEASED_SAMPLES if self.released else 1)

    def drawn(self, mean, variance, noise):
        std = variance.sqrt()
        return dict(mean=mean, std=std, sample=mean + (variance if self.released else std) * noise)

    def held_to(self, priors, posteriors):
        return posteriors[:1] + priors[1:] if self.released else priors

    def step(self, p, state, action, embedding, noise):
        started = dict(started=torch.ones_like(state["started"]))
        if not state["started"].any():
            if embedding is None:
                return self.drawn(*standard(action), noise) | started
            mean, std = gaussian(p, "pr_ssm/first", embedding)
            return self.drawn(mean, std.square(), noise) | started
        mean, variance = self.expected(p, state["sample"], action)
        if embedding is not None:
            measured, deviation = gaussian(p, "pr_ssm/measurement", embedding)
            mean = (deviation**2 * mean + variance * measured) / (variance + deviation**2)
            variance = variance * deviation**2 / (variance + deviation**2)
        return self.drawn(mean, variance, noise) | started


class PrSsmOpen(PrSsm):
    """As published: recognised from the first pictures, and then nothing is observed."""

    name = "pr_ssm_open"
    state = SAMPLED | dict(pictures=SEEN * EMBEDDING, count=1)

    def sizes(self, embedding):
        return gaussian_sizes("pr_ssm_open/recognition", SEEN * embedding)

    def step(self, p, state, action, embedding, noise):
        count, pictures = int(state["count"][0, 0]), state["pictures"]
        if embedding is not None and count < SEEN:
            before, after = pictures[:, : count * EMBEDDING], pictures[:, (count + 1) * EMBEDDING :]
            pictures, count = torch.cat([before, embedding, after], -1), count + 1
            mean, std = gaussian(p, "pr_ssm_open/recognition", pictures)
            drawn = self.drawn(mean, std.square(), noise)
        else:
            drawn = self.drawn(*(self.expected(p, state["sample"], action) if count else standard(action)), noise)
            count = SEEN
        return drawn | dict(pictures=pictures, count=torch.full_like(state["count"], count))


@dataclasses.dataclass(frozen=True)
class Case:
    """distance is the largest of latent overshooting; 0 for none. of_pairs: each pair of a start and a distance weighs the
    same, instead of each distance. balance: twice this multiplies the divergence's gradient to the prior, twice the rest
    that to the posterior. batch_floor: the loss has the larger of the mean divergence and the free nats. Pictures that are not
    dequantised keep all bits, and white is 1/2. decay: all parameters are multiplied by one less this before each step of Adam."""

    name: str
    dynamics: object
    seed: int
    image_size: int = 32
    source_size: int = 32
    depth: int = 1
    length: int = 5
    divergence_scale: float = 1.25
    free_nats: float = 1.5
    distance: int = 0
    overshooting_scale: float = 0.75
    of_pairs: bool = False
    reward_scale: float = 0.0
    global_scale: float = 0.0
    balance: float = 0.5
    clip: float = 20.0
    gain: float = 1.4
    grain: int = 0
    forward: bool = True
    camera_ready: bool = False
    plans: bool = False
    batch_floor: bool = False
    dequantise: bool = True
    picture_activation: object = F.relu
    decay: float = 0.0


DREAMER = Case(
    "dreamer-32", Rssm(activation=F.elu, reset_after=True), 43, gain=1.0, free_nats=0.6, plans=True, batch_floor=True, dequantise=False
)

DREAMER_V2 = Case(
    "dreamer_v2-32",
    CategoricalRssm(activation=F.elu, layer_norm=True),
    45,
    gain=1.5,
    divergence_scale=0.5,
    free_nats=0.5,
    balance=0.8,
    plans=True,
    batch_floor=True,
    dequantise=False,
    picture_activation=F.elu,
    decay=0.01,
)

CASES = [
    Case("rssm-32", Rssm(), 32, source_size=64, depth=2, length=4, free_nats=0.35, grain=9, forward=False),
    Case("rssm-64", Rssm(), 64, image_size=64, source_size=64, depth=2, length=4, free_nats=0.35, grain=9, forward=False),
    Case("rssm_overshooting-32", Rssm(), 1, distance=3),
    Case("rssm_overshooting_pairs-32", Rssm(), 1, distance=3, of_pairs=True),
    Case("rssm_first_release-32", Rssm(), 1, distance=4, reward_scale=100.0, global_scale=0.1),
    Case("rssm_categorical-32", CategoricalRssm(), 11, gain=2.5, free_nats=1.0),
    Case("rssm_categorical_balanced-32", CategoricalRssm(), 12, gain=2.5, free_nats=4.0, distance=3, global_scale=0.1, balance=0.8),
    Case("rssm_early_prior-32", Rssm(early_prior=True), 33, plans=True),
    Case("rssm_early_prior_overshooting-32", Rssm(early_prior=True), 35, gain=0.9, distance=3),
    Case("ssm-32", Ssm(), 2, clip=1000.0),
    Case("ssm_overshooting-32", Ssm(), 3, gain=1.0, distance=3),
    Case("gru_release-32", Rssm(mean_only=True), 4, divergence_scale=0.0),
    Case("gru_clean-32", Gru(), 5),
    Case("drnn-32", Drnn(), 8, free_nats=0.25, clip=1000.0),
    Case("drnn_overshooting-32", Drnn(), 9, free_nats=0.25, distance=5),
    Case("sssm-32", Sssm(), 13),
    Case("sssm_overshooting-32", Sssm(), 14, distance=3),
    Case("dssm-32", Dssm(), 15),
    Case("dvbf-32", Dvbf(), 21),
    Case("dvbf_fusion-32", DvbfFusion(), 17),
    Case("dvbf_fusion_overshooting-32", DvbfFusion(), 18, distance=4),
    Case("slac-32", Slac(), 19, gain=0.9, clip=1000.0),
    Case("slac_overshooting-32", Slac(), 20, gain=0.9, free_nats=0.4, distance=4, global_scale=0.1),
    Case("pr_ssm-32", PrSsm(), 23),
    Case("pr_ssm_overshooting-32", PrSsm(), 31, distance=3, global_scale=0.1),
    Case("pr_ssm_released-32", PrSsm(released=True), 25),
    Case("pr_ssm_open-32", PrSsmOpen(), 27, length=7, free_nats=1.0),
    Case("camera_ready-32", Rssm(), 10, gain=1.0, camera_ready=True, plans=True),
    Case("rssm_pixels-32", PixelRssm(), 22, gain=1.0, free_nats=0.35, plans=True),
    Case("rssm_reset_after-32", Rssm(reset_after=True), 41, plans=True),
    Case("rssm_categorical_elu-32", CategoricalRssm(activation=F.elu), 42, gain=2.5, free_nats=3.0),
    DREAMER,
    Case("rssm_layer_norm-32", Rssm(layer_norm=True), 44, plans=True),
    DREAMER_V2,
]


def make_parameters(case, rng):
    """Names and shapes as published: convolutions [ky, kx, in, out], transposed [ky, kx, out, in], dense [in, out]."""
    layers = 4 if case.image_size == 64 else 3
    shapes = {}
    channels = [3] + [case.depth * 2**i for i in range(layers)]
    for i in range(layers):
        shapes[f"encoder/{i}/weights"], shapes[f"encoder/{i}/bias"] = (4, 4, channels[i], channels[i + 1]), (channels[i + 1],)
    features = sum(case.dynamics.state[name] for name in case.dynamics.features)

    def dense(name, inputs, outputs):
        shapes[f"{name}/weights"], shapes[f"{name}/bias"] = (inputs, outputs), (outputs,)

    for name, (inputs, outputs) in case.dynamics.sizes(4 * channels[-1]).items():
        dense(name, inputs, outputs)
    for name, shape in case.dynamics.matrices().items():
        shapes[f"{name}/weights"] = shape
    for name, size in case.dynamics.vectors().items():
        shapes[name] = (size,)
    kernels = [5, 5, 6, 6] if case.image_size == 64 else [5, 6, 6]
    top = case.depth * 2 ** (len(kernels) - 2)
    outputs = [top // 2**i for i in range(len(kernels) - 1)] + [3]
    width = 8 * top
    dense("decoder/linear", features, width)
    inputs = width
    for i, kernel in enumerate(kernels):
        shapes[f"decoder/{i}/weights"], shapes[f"decoder/{i}/bias"] = (kernel, kernel, outputs[i], inputs), (outputs[i],)
        inputs = outputs[i]
    inputs = features
    for i in range(REWARD_LAYERS):
        dense(f"reward/{i}", inputs, REWARD_UNITS)
        inputs = REWARD_UNITS
    dense("reward/out", inputs, 1)
    parameters = {}
    for name, shape in shapes.items():
        fan = np.prod(shape[:-1]) if "decoder/0" not in name else 3 * shape[-1]
        scale = 0.1 if name.endswith("bias") else case.gain / np.sqrt(max(fan, 1))
        parameters[name] = (scale * rng.standard_normal(shape)).astype(np.float32)
    return parameters


def encode(p, pictures, activation=F.relu):
    x, i = pictures.permute(0, 3, 1, 2), 0
    while f"encoder/{i}/weights" in p:
        x = activation(F.conv2d(x, p[f"encoder/{i}/weights"].permute(3, 2, 0, 1).contiguous(), p[f"encoder/{i}/bias"], stride=2))
        i += 1
    return x.permute(0, 2, 3, 1).flatten(1)  # height, width, channels


def decode(p, features, activation=F.relu):
    x = affine(p, "decoder/linear", features)[:, :, None, None]
    last = max(int(name.split("/")[1]) for name in p if name.startswith("decoder/") and name[8].isdigit())
    for i in range(last + 1):
        x = F.conv_transpose2d(x, p[f"decoder/{i}/weights"].permute(3, 2, 0, 1).contiguous(), p[f"decoder/{i}/bias"], stride=2)
        x = activation(x) if i < last else x
    return x.permute(0, 2, 3, 1)


def predict_reward(p, features, activation=F.relu):
    y = features
    for i in range(REWARD_LAYERS):
        y = activation(affine(p, f"reward/{i}", y))
    return affine(p, "reward/out", y)[..., 0]


def constant(state):
    return {name: value.detach() for name, value in state.items()}


def balanced(case, q, p):
    """The divergence, with the gradients to its sides weighed against one another."""
    nats = case.dynamics.divergence(q, p)
    if case.balance == 0.5:
        return nats
    to_prior, to_posterior = case.dynamics.divergence(constant(q), p), case.dynamics.divergence(q, constant(p))
    weighed = 2 * case.balance * to_prior + 2 * (1 - case.balance) * to_posterior
    return nats.detach() + weighed - weighed.detach()


def zero_state(case, like):
    return {name: torch.zeros(BATCH, width, dtype=like.dtype) for name, width in case.dynamics.state.items()}


def overshooting(case, p, posteriors, actions, noise):
    """Latent overshooting: from the posterior before every time t (zeros before the first), the prior alone runs
    through t, t + 1, ..., and its state at distance d = 2 ... D, which is at time t + d - 1, is compared with the
    posterior there, whose gradient is stopped. What lies beyond the last time does not exist and is left out. All divergences
    [pairs of a start and a distance, batch], and of each pair the distance."""
    nats, distances = [], []
    for start in range(case.length):
        state = posteriors[start - 1] if start else zero_state(case, actions)
        for distance in range(1, case.distance + 1):
            time = start + distance - 1
            if time >= case.length:
                break
            state = case.dynamics.step(p, state, actions[time], None, noise[distance - 1, start])
            if distance > 1:
                nats.append(case.dynamics.divergence(constant(posteriors[time]), state))
                distances.append(distance)
    return torch.stack(nats), torch.tensor(distances)


def overshooting_mean(case, nats, distances):
    """Over the batch and the starts of a distance, then over the distances; or over all pairs."""
    if case.of_pairs:
        return nats.mean()
    return torch.stack([nats[distances == d].mean() for d in distances.unique()]).mean()


def overshooting_reward(case, p, posteriors, rewards):
    """Half the squared errors of the rewards expected of the posteriors that rollouts meet, whose gradient is stopped:
    the mean over the batch, all starts and all distances from 2, where what lies beyond the last time counts as 0."""
    errors = torch.zeros(case.length, case.distance - 1, BATCH, dtype=rewards.dtype)
    for start in range(case.length):
        for distance in range(2, case.distance + 1):
            time = start + distance - 1
            if time < case.length:
                features = torch.cat([posteriors[time][name] for name in case.dynamics.features], -1).detach()
                predicted = predict_reward(p, features, case.dynamics.activation)
                errors[start, distance - 2] = 0.5 * (predicted - rewards[time]).square()
    return errors.mean()


def camera_ready_chunk(pictures, actions, rewards):
    """What that code's model reads of a chunk: with a picture the action taken before it, of which a chunk's first record
    has none, and the reward that the action taken at it earned. The record before the chunk is there to be left out."""
    return pictures[1:], torch.cat([torch.zeros_like(actions[:1]), actions[1:-1]]), rewards[1:]


def plan_returns(case, p, start, actions, noise):
    """Of each candidate the discounted sum of the rewards expected of the states that its actions lead to."""
    state = {name: value.expand(CANDIDATES, -1) for name, value in start.items()}
    rewards = []
    for t in range(HORIZON):
        state = case.dynamics.imagine(p, state, actions[t], noise[t].T)
        features = torch.cat([state[name] for name in case.dynamics.features], -1)
        rewards.append(predict_reward(p, features, case.dynamics.activation))
    total = torch.zeros_like(rewards[0])
    for reward in reversed(rewards):
        total = reward + DISCOUNT * total
    return total


def loss_terms(case, p, pictures, actions, rewards, noise, overshooting_noise):
    embeddings = encode(p, pictures.flatten(0, 1), case.picture_activation).unflatten(0, (case.length, BATCH))
    state, priors, posteriors = zero_state(case, actions), [], []
    noise = case.dynamics.prepare(noise)
    for t in range(case.length):
        priors.append(case.dynamics.step(p, state, actions[t], None, torch.zeros_like(noise[t])))
        state = case.dynamics.step(p, state, actions[t], embeddings[t], noise[t])
        posteriors.append(state)
    priors, stochastic = case.dynamics.held_to(priors, posteriors), "sample" in state
    nats = [balanced(case, q, prior) for q, prior in zip(posteriors, priors)] if stochastic else [torch.zeros_like(rewards)]
    nats = torch.stack(nats)
    features = torch.stack([torch.cat([s[name] for name in case.dynamics.features], -1) for s in posteriors])
    decoded = decode(p, features.flatten(0, 1), case.picture_activation)
    image = 0.5 * (decoded - pictures.flatten(0, 1)).square().sum((1, 2, 3)).mean()
    predicted = predict_reward(p, features, case.dynamics.activation)
    reward = 0.5 * (predicted - rewards).square().mean()
    clipped = nats.mean().clamp(min=case.free_nats) if case.batch_floor else (nats - case.free_nats).clamp(min=0).mean()
    loss = IMAGE_SCALE * image + REWARD_SCALE * reward + case.divergence_scale * clipped
    loss = loss + INDUCING_SCALE * case.dynamics.parameter_divergence(p)
    terms = [image, reward, nats.mean()]
    forward = {"embedding": embeddings, "features": features, "rewards": predicted}
    forward["picture"] = decoded.unflatten(0, (case.length, BATCH))[-1, 0]
    forward |= {f"posterior/{name}": torch.stack([s[name] for s in posteriors]) for name in case.dynamics.state}
    forward |= {f"prior/{name}": torch.stack([s[name] for s in priors]) for name in (case.dynamics.parts if stochastic else ())}
    if case.distance:
        far, distances = overshooting(case, p, posteriors, actions, overshooting_noise)
        assert (far < case.free_nats).any() and (far > case.free_nats).any(), (case.name, far)
        clipped = overshooting_mean(case, (far - case.free_nats).clamp(min=0), distances)
        loss = loss + case.overshooting_scale * clipped
        terms += [clipped, far.mean()]
        if case.reward_scale:
            loss = loss + case.reward_scale * overshooting_reward(case, p, posteriors, rewards)
        forward["overshooting_nats"] = far
    if case.global_scale:
        standard = {name: (torch.ones_like if name == "std" else torch.zeros_like)(state[name]) for name in case.dynamics.parts}
        loss = loss + case.global_scale * torch.stack([case.dynamics.divergence(q, standard) for q in posteriors]).mean()
    if case.divergence_scale and stochastic:
        assert (nats < case.free_nats).any() and (nats > case.free_nats).any(), (case.name, nats)
    return loss, terms, forward


def preprocess(case, pictures):
    """2x2 average if the model's pictures are half as big, 5 bits, and the middle of the dequantisation noise, or all bits."""
    x = pictures.astype(np.int64)
    if case.image_size * 2 == x.shape[2]:
        x = x.reshape(case.length, BATCH, case.image_size, 2, case.image_size, 2, 3).sum((3, 5)) // 4
    if not case.dequantise:
        return x / 255 - 0.5
    return np.floor(x / 2.0 ** (8 - BITS)) / 2.0**BITS + 0.5 / 2.0**BITS - 0.5


def global_norm(p):
    return torch.sqrt(sum(value.grad.square().sum() for value in p.values()))


def adam(p, moments, norm, update, clip, learning_rate, epsilon, decay=0.0):
    """One step, with TensorFlow's epsilon, on gradients that are scaled down to a global norm, of values that first decay."""
    with torch.no_grad():
        for name, value in p.items():
            gradient = value.grad * clip / torch.clamp(norm, min=clip)
            m, v = moments[name]
            m.mul_(0.9).add_(0.1 * gradient)
            v.mul_(0.999).add_(0.001 * gradient.square())
            value *= 1 - decay
            rate = learning_rate * np.sqrt(1 - 0.999**update) / (1 - 0.9**update)
            value -= rate * m / (v.sqrt() + epsilon)


def train(case, parameters, inputs, plan, dtype):
    """Five updates; all that is recorded of them."""
    p = {name: torch.tensor(value, dtype=dtype, requires_grad=True) for name, value in parameters.items()}
    inputs, plan = ([torch.tensor(x, dtype=dtype) for x in arrays] for arrays in (inputs, plan))
    if case.camera_ready:
        inputs[:3] = camera_ready_chunk(*inputs[:3])
    moments = {name: [torch.zeros_like(value), torch.zeros_like(value)] for name, value in p.items()}
    out = {}
    for update in range(1, UPDATES + 1):
        for value in p.values():
            value.grad = torch.zeros_like(value)
        loss, terms, forward = loss_terms(case, p, *inputs)
        loss.backward()
        norm = global_norm(p)
        if update == 1:
            out |= {f"gradient/{name}": value.grad.clone() for name, value in p.items()}
            if case.forward:
                out |= {f"forward/{name}": value.detach() for name, value in forward.items()}
            if plan:
                start = {name: forward[f"posterior/{name}"][-1, 0] for name in case.dynamics.state}
                out["forward/plan_returns"] = plan_returns(case, p, start, *plan).detach()
        out[f"metrics/{update}"] = torch.stack([loss, *terms[:3], norm, *terms[3:]]).detach()
        adam(p, moments, norm, update, case.clip, RATE, EPSILON, case.decay)
    return out | {f"updated/{name}": value.detach() for name, value in p.items()}


def forms(case):
    """Settings of Dreamer's, each 1 where the case has it, and how weights decay."""
    names = dict(elu=case.dynamics.activation is F.elu, reset_after=case.dynamics.reset_after)
    names |= dict(layer_norm=case.dynamics.layer_norm, picture_elu=case.picture_activation is F.elu)
    names |= dict(batch_floor=case.batch_floor, undisturbed=not case.dequantise)
    return {name: 1 for name, has in names.items() if has} | ({"weight_decay": case.decay} if case.decay else {})


def record(case, folder):
    rng = np.random.default_rng(case.seed)
    records = case.length + case.camera_ready
    coarse = rng.integers(0, 256, (records, BATCH, 8, 8, 3))
    pictures = np.kron(coarse, np.ones((1, 1, case.source_size // 8, case.source_size // 8, 1), np.int64))
    if case.grain:
        pictures = np.clip(pictures + rng.integers(-case.grain, case.grain + 1, pictures.shape), 0, 255)
    pictures = pictures.astype(np.uint8)
    actions = rng.uniform(-1, 1, (records, BATCH, ACTION)).astype(np.float32)
    rewards = rng.uniform(0, 2, (records, BATCH)).astype(np.float32)
    noise = case.dynamics.draw(rng, (case.length, BATCH, case.dynamics.noise_width)).astype(np.float32)
    parameters = make_parameters(case, rng)
    far_noise = case.dynamics.draw(rng, (case.distance, case.length, BATCH, case.dynamics.noise_width)).astype(np.float32)
    plan = []
    if case.plans:
        plan.append(rng.uniform(-1, 1, (HORIZON, CANDIDATES, ACTION)).astype(np.float32))
        plan.append(case.dynamics.draw(rng, (HORIZON, case.dynamics.plan_width, CANDIDATES)).astype(np.float32))
    arrays = {f"parameter/{name}": value for name, value in parameters.items()}
    arrays |= {"pictures": pictures, "actions": actions, "rewards": rewards, "noise": noise}
    if case.distance:
        arrays["overshooting_noise"] = far_noise  # [distance - 1, start, batch, noise]
    if plan:
        arrays |= {"plan_actions": plan[0], "plan_noise": plan[1]}
    if case.forward:
        settings = dict(divergence_scale=case.divergence_scale, free_nats=case.free_nats, clip=case.clip)
        settings |= dict(overshooting_distance=case.distance, overshooting_scale=case.overshooting_scale)
        settings |= dict(overshooting_of_pairs=case.of_pairs, overshooting_reward_scale=case.reward_scale)
        settings |= dict(global_divergence_scale=case.global_scale)
        if case.balance != 0.5:
            settings["divergence_balance"] = case.balance
        if plan:
            settings["discount"] = DISCOUNT
        settings |= forms(case)
        if getattr(case.dynamics, "released", False):
            settings["process_as_released"] = 1
        arrays |= {f"settings/{name}": np.float32([value]) for name, value in settings.items()}
    inputs = [preprocess(case, pictures), actions, rewards, noise, far_noise]
    double = train(case, parameters, inputs, plan, torch.float64)
    single = train(case, parameters, inputs, plan, torch.float32)
    arrays |= {name: value.numpy().astype(np.float32) for name, value in double.items()}
    if case.forward:
        errors = {}
        for name, value in double.items():
            largest = max(float(value.abs().max()), 1e-30)
            kind = name.split("/")[0]
            errors[kind] = max(errors.get(kind, 0.0), float((single[name] - value).abs().max()) / largest)
        arrays |= {f"float_error/{kind}": np.float32([error]) for kind, error in errors.items()}
        print(case.name, {kind: f"{error:.1e}" for kind, error in errors.items()}, double["metrics/1"].numpy().round(4))
    write(arrays, folder / f"{case.name}.oracle", compress=case.forward)


def write(arrays, path, compress):
    order = [name for name in arrays if name != "pictures"] + ["pictures"]
    header = json.dumps([[n, str(arrays[n].dtype), list(arrays[n].shape)] for n in order], separators=(",", ":"))
    body = header.encode() + b"\n"
    for name in order:
        body += arrays[name].astype(arrays[name].dtype.newbyteorder("<")).tobytes()
    if compress:
        path, body = path.with_suffix(".oracle.gz"), gzip.compress(body, 9, mtime=0)
    path.write_bytes(body)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    torch.use_deterministic_algorithms(True)
    for case in CASES:
        record(case, folder)


if __name__ == "__main__":
    main()
