#!/usr/bin/env python3
"""Records what PyTorch computes for an actor and a value that learn beside the RSSM, as the oracle of a test in agents.model.

Dreamer's actor and value (Hafner et al. 2020) are written out in plain PyTorch from the equations, at a small size and on
fixed noise, with the model of record_world_models.py, which learns as it does there. Needs torch and numpy.

    python ci/record/record_actor.py agents/src/test/resources/org/planetbench/agents/model

The files actor-32.oracle.gz, actor_entropy-32.oracle.gz, with another first deviation and the actor's entropy in its loss,
actor_dreamer-32.oracle.gz, on Dreamer's own model, and actor_dreamer_v2-32.oracle.gz, DreamerV2's (Hafner et al. 2021), have the form and the names of that script's, in double precision, and
besides:

    dream/action_noise, dream/noise   [step, time, batch, ...]: what actions and states are drawn with
    forward/policy_mean, policy_std,  of every posterior [time, batch, ...]: the distribution before it is brought to [-1, 1],
            policy_action, value      the first imagined action, and the value
    settings/                         actor_rate, value_rate, actor_epsilon, actor_clip, imagined_discount, imagined_lambda,
                                      first_std, entropy_scale, and of DreamerV2's forms slow_updates and actor_decay
    parameter/slow_value/...          the value that the returns are of, which after the first update and then after every
                                      slow_updates takes over the value's weights
    metrics/1 to metrics/5            actor loss, value loss, imagined return, entropy, and both gradient norms
"""

import dataclasses
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

import record_world_models as models
from record_world_models import ACTION, BATCH, UPDATES, affine

STEPS, DISCOUNT, LAMBDA = 4, 0.9, 0.8
LAYERS, ACTOR_UNITS, VALUE_UNITS = 2, 6, 7
ACTOR_RATE, VALUE_RATE, EPSILON, CLIP = 3e-3, 2e-3, 1e-5, 0.5


@dataclasses.dataclass(frozen=True)
class Kind:
    """std_bias is added to the biases of the actor's raw deviations. slow_updates: 0 for none. v2: DreamerV2's distribution of
    actions and its indices of returns."""

    name: str
    first_std: float
    std_bias: float
    entropy_scale: float
    case: models.Case = models.Case("actor-32", models.Rssm(), 22)
    v2: bool = False
    slow_updates: int = 0
    decay: float = 0.0


KINDS = [
    Kind("actor-32", 5.0, -4.5, 0.0),  # a deviation of about 1, so that few actions are at the bounds
    Kind("actor_entropy-32", 0.8, 0.0, 0.3),
    Kind("actor_dreamer-32", 5.0, -4.5, 0.0, models.DREAMER),
    Kind("actor_dreamer_v2-32", 5.0, -2.0, 0.3, models.DREAMER_V2, v2=True, slow_updates=3, decay=0.02),
]


def head_shapes(name, inputs, units, outputs):
    widths = [inputs] + [units] * LAYERS + [outputs]
    names = [f"{name}/{i}" for i in range(LAYERS)] + [f"{name}/out"]
    return {layer: shape for layer, shape in zip(names, zip(widths, widths[1:]))}


def make_head(rng, name, inputs, units, outputs):
    p = {}
    for layer, (rows, columns) in head_shapes(name, inputs, units, outputs).items():
        p[f"{layer}/weights"] = (1.2 / np.sqrt(rows) * rng.standard_normal((rows, columns))).astype(np.float32)
        p[f"{layer}/bias"] = (0.1 * rng.standard_normal(columns)).astype(np.float32)
    return p


def head(p, name, x):
    for i in range(LAYERS):
        x = F.elu(affine(p, f"{name}/{i}", x))
    return affine(p, f"{name}/out", x)


def policy(kind, p, features):
    mean, std = head(p, "actor", features).chunk(2, -1)
    if kind.v2:
        return torch.tanh(mean), 2 * torch.sigmoid(std / 2) + 0.1
    return 5 * torch.tanh(mean / 5), F.softplus(std + np.log(np.expm1(kind.first_std))) + 1e-4


class TruncatedNormal:
    """On [-1, 1]. Samples invert the distribution, and stay 1e-6 away from the bounds, of which their gradient knows nothing."""

    def __init__(self, mean, std):
        self.mean, self.std = mean, std
        self.low, self.high = (-1 - mean) / std, (1 - mean) / std
        self.below = torch.special.ndtr(self.low)
        self.mass = torch.special.ndtr(self.high) - self.below

    def sample(self, uniform):
        x = self.mean + self.std * torch.special.ndtri(self.below + uniform * self.mass)
        return x - x.detach() + x.detach().clamp(-1 + 1e-6, 1 - 1e-6)

    def entropy(self):
        low, high = (torch.distributions.Normal(0, 1).log_prob(x).exp() * x for x in (self.low, self.high))
        return torch.log(np.sqrt(2 * np.pi * np.e) * self.std * self.mass) + (low - high) / (2 * self.mass)


def act(kind, p, features, noise):
    """An action, and the entropy that it is drawn with, or what it tells of that."""
    mean, std = policy(kind, p, features)
    if kind.v2:
        distribution = TruncatedNormal(mean, std)
        return distribution.sample(noise), distribution.entropy().sum(-1)
    u = mean + std * noise
    action = torch.tanh(u)
    density = torch.distributions.Normal(mean, std).log_prob(u) - torch.log(1 - action.square())
    return action, -density.sum(-1)


def features_of(state):
    return torch.cat([state[name] for name in models.Rssm.features], -1)


def frozen(p):
    return {name: value.detach() for name, value in p.items()}


def losses_v2(kind, model, actor, value, slow, posteriors, action_noise, noise):
    """DreamerV2's, with its names and indices (agent.py): the state that is imagined from is the first of the sequence."""
    model, slow = frozen(model), {name.removeprefix("slow_"): v for name, v in slow.items()}
    state, feat, entropies = posteriors, [features_of(posteriors)], []
    for t in range(STEPS):
        action, entropy = act(kind, actor, feat[-1].detach(), action_noise[t])
        state = kind.case.dynamics.step(model, state, action, None, noise[t])
        feat.append(features_of(state))
        entropies.append(entropy)
    feat = torch.stack(feat)
    reward = models.predict_reward(model, feat, kind.case.dynamics.activation)
    target_value = head(slow, "value", feat)[..., 0]
    weight = DISCOUNT ** torch.arange(STEPS + 1, dtype=feat.dtype)[:, None, None]
    agg, target = target_value[-1], []
    for t in reversed(range(STEPS)):
        agg = reward[t] + DISCOUNT * ((1 - LAMBDA) * target_value[t + 1] + LAMBDA * agg)
        target.insert(0, agg)
    target, ent = torch.stack(target), torch.stack(entropies[:-1])
    actor_loss = -(weight[:-2] * (target[1:] + kind.entropy_scale * ent)).mean()
    error = head(value, "value", feat[:-1].detach())[..., 0] - target.detach()
    value_loss = (0.5 * error.square() * weight[:-1]).mean()
    return actor_loss, value_loss, target[0].mean(), ent.mean()


def losses(kind, model, actor, value, posteriors, action_noise, noise):
    """The losses of actor and value, the mean imagined return, and the mean entropy; posteriors are constant."""
    model, fixed_value = frozen(model), frozen(value)
    state = posteriors
    features, entropy = [], []
    for t in range(STEPS):
        action, of_action = act(kind, actor, features_of(state).detach(), action_noise[t])
        entropy.append(of_action)
        state = kind.case.dynamics.step(model, state, action, None, noise[t])
        features.append(features_of(state))
    rewards = [models.predict_reward(model, f, kind.case.dynamics.activation) for f in features]
    values = [head(fixed_value, "value", f)[..., 0] for f in features]
    target, targets = values[-1], []
    for i in reversed(range(STEPS - 1)):
        target = rewards[i] + DISCOUNT * ((1 - LAMBDA) * values[i + 1] + LAMBDA * target)
        targets.insert(0, target)
    weights = [DISCOUNT**i for i in range(STEPS - 1)]
    actor_loss = -torch.stack([w * r for w, r in zip(weights, targets)]).mean()
    entropy = torch.stack(entropy).mean()
    actor_loss = actor_loss - kind.entropy_scale * entropy
    errors = [head(value, "value", f.detach())[..., 0] - r.detach() for f, r in zip(features, targets)]
    value_loss = torch.stack([w * 0.5 * e.square() for w, e in zip(weights, errors)]).mean()
    return actor_loss, value_loss, targets[0].mean(), entropy


def train(kind, arrays, slow, inputs, dtype):
    slow = {n: torch.tensor(v, dtype=dtype) for n, v in slow.items()}
    sets = [{n: torch.tensor(v, dtype=dtype, requires_grad=True) for n, v in p.items()} for p in arrays]
    model, actor, value = sets
    inputs = [torch.tensor(x, dtype=dtype) for x in inputs]
    moments = [{n: [torch.zeros_like(v), torch.zeros_like(v)] for n, v in p.items()} for p in sets]
    out = {}
    for update in range(1, UPDATES + 1):
        for p in sets:
            for v in p.values():
                v.grad = torch.zeros_like(v)
        loss, _, forward = models.loss_terms(kind.case, model, *inputs[:5])
        loss.backward()
        posteriors = {n: forward[f"posterior/{n}"].detach() for n in kind.case.dynamics.state}
        norms = [models.global_norm(model)]
        rates = list(zip(
            sets,
            moments,
            (kind.case.clip, CLIP, CLIP),
            (models.RATE, ACTOR_RATE, VALUE_RATE),
            (models.EPSILON, EPSILON, EPSILON),
            (kind.case.decay, kind.decay, kind.decay),
        ))

        def step(i):
            p, m, clip, rate, epsilon, decay = rates[i]
            models.adam(p, m, norms[i], update, clip, rate, epsilon, decay)

        if kind.v2:
            step(0)  # DreamerV2's agent trains its model before its actor imagines (agent.py, train)
            terms = losses_v2(kind, model, actor, value, slow, posteriors, *inputs[5:])
        else:
            terms = losses(kind, model, actor, value, posteriors, *inputs[5:])
        (terms[0] + terms[1]).backward()
        norms += [models.global_norm(p) for p in sets[1:]]
        if update == 1:
            out |= {f"gradient/{n}": v.grad.clone() for p in sets[1:] for n, v in p.items()}
            features = features_of(posteriors)
            mean, std = policy(kind, actor, features)
            out |= {"forward/policy_mean": mean, "forward/policy_std": std, "forward/features": features}
            action, _ = act(kind, actor, features, inputs[5][0])
            out |= {"forward/policy_action": action, "forward/value": head(value, "value", features)}
        out[f"metrics/{update}"] = torch.stack([*terms, *norms[1:]])
        for i in (1, 2) if kind.v2 else (0, 1, 2):
            step(i)
        if kind.slow_updates and (update - 1) % kind.slow_updates == 0:
            slow = {f"slow_{n}": v.detach().clone() for n, v in value.items()}
    assert kind.entropy_scale or norms[1] < CLIP < norms[2], norms  # one is clipped, the other not
    out |= {f"updated/{n}": v for p in (*sets, slow) for n, v in p.items()}
    return {name: v.detach().clone() for name, v in out.items()}


def record(kind, folder):
    case = kind.case
    rng = np.random.default_rng(case.seed)
    pictures = np.kron(rng.integers(0, 256, (case.length, BATCH, 8, 8, 3)), np.ones((1, 1, 4, 4, 1), np.int64))
    pictures = pictures.astype(np.uint8)
    actions = rng.uniform(-1, 1, (case.length, BATCH, ACTION)).astype(np.float32)
    rewards = rng.uniform(0, 2, (case.length, BATCH)).astype(np.float32)
    width = case.dynamics.noise_width
    noise = case.dynamics.draw(rng, (case.length, BATCH, width)).astype(np.float32)
    model = models.make_parameters(case, rng)
    features = sum(case.dynamics.state[name] for name in case.dynamics.features)
    actor = make_head(rng, "actor", features, ACTOR_UNITS, 2 * ACTION)
    actor["actor/out/bias"][ACTION:] += np.float32(kind.std_bias)
    value = make_head(rng, "value", features, VALUE_UNITS, 1)
    action_shape = (STEPS, case.length, BATCH, ACTION)
    action_noise = (rng.uniform(size=action_shape) if kind.v2 else rng.standard_normal(action_shape)).astype(np.float32)
    dream_noise = case.dynamics.draw(rng, (STEPS, case.length, BATCH, width)).astype(np.float32)
    slow = make_head(rng, "slow_value", features, VALUE_UNITS, 1) if kind.slow_updates else {}
    arrays = {f"parameter/{n}": v for p in (model, actor, value, slow) for n, v in p.items()}
    arrays |= {"pictures": pictures, "actions": actions, "rewards": rewards, "noise": noise}
    arrays |= {"dream/action_noise": action_noise, "dream/noise": dream_noise}
    settings = dict(divergence_scale=case.divergence_scale, free_nats=case.free_nats, clip=case.clip)
    settings |= dict(overshooting_distance=0, overshooting_scale=0, overshooting_of_pairs=0, overshooting_reward_scale=0)
    settings |= dict(global_divergence_scale=0, actor_rate=ACTOR_RATE, value_rate=VALUE_RATE, actor_epsilon=EPSILON)
    settings |= dict(actor_clip=CLIP, imagined_discount=DISCOUNT, imagined_lambda=LAMBDA)
    settings |= {"divergence_balance": case.balance} if case.balance != 0.5 else {}
    settings |= dict(slow_updates=kind.slow_updates, actor_decay=kind.decay) if kind.v2 else {}
    settings |= dict(first_std=kind.first_std, entropy_scale=kind.entropy_scale) | models.forms(case)
    arrays |= {f"settings/{n}": np.float32([v]) for n, v in settings.items()}
    inputs = [models.preprocess(case, pictures), actions, rewards, noise, np.zeros(0, np.float32), action_noise, dream_noise]
    double = train(kind, (model, actor, value), slow, inputs, torch.float64)
    arrays |= {name: v.numpy().astype(np.float32) for name, v in double.items()}
    print(kind.name, double["metrics/1"].numpy().round(4), double["metrics/5"].numpy().round(4))
    models.write(arrays, folder / f"{kind.name}.oracle", compress=True)


def main():
    torch.use_deterministic_algorithms(True)
    for kind in KINDS:
        record(kind, pathlib.Path(sys.argv[1]))


if __name__ == "__main__":
    main()
