#!/usr/bin/env python3
"""Records what PyTorch computes for an actor and a value that learn beside the RSSM, as the oracle of a test in agents.model.

Dreamer's actor and value (Hafner et al. 2020) are written out in plain PyTorch from the equations, at a small size and on
fixed noise, with the model of record_world_models.py, which learns as it does there. Needs torch and numpy.

    python ci/record/record_actor.py agents/src/test/resources/org/planetbench/agents/model

The files actor-32.oracle.gz, actor_entropy-32.oracle.gz, with another first deviation and the actor's entropy in its loss, and
actor_dreamer-32.oracle.gz, on Dreamer's own model, have the form and the names of that script's, in double precision, and
besides:

    dream/action_noise, dream/noise   [step, time, batch, ...]: what actions and states are drawn with
    forward/policy_mean, policy_std,  of every posterior [time, batch, ...]: the distribution before the tanh, the first
            policy_action, value      imagined action, and the value
    settings/                         actor_rate, value_rate, actor_epsilon, actor_clip, imagined_discount, imagined_lambda,
                                      first_std, entropy_scale
    metrics/1 to metrics/5            actor loss, value loss, imagined return, entropy, and both gradient norms
"""

import dataclasses
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

import record_world_models as models
from record_world_models import ACTION, BATCH, STOCHASTIC, UPDATES, affine

STEPS, DISCOUNT, LAMBDA = 4, 0.9, 0.8
LAYERS, ACTOR_UNITS, VALUE_UNITS = 2, 6, 7
ACTOR_RATE, VALUE_RATE, EPSILON, CLIP = 3e-3, 2e-3, 1e-5, 0.5


@dataclasses.dataclass(frozen=True)
class Kind:
    """std_bias is added to the biases of the actor's raw deviations."""

    name: str
    first_std: float
    std_bias: float
    entropy_scale: float
    case: models.Case = models.Case("actor-32", models.Rssm(), 22)


KINDS = [
    Kind("actor-32", 5.0, -4.5, 0.0),  # a deviation of about 1, so that few actions are at the bounds
    Kind("actor_entropy-32", 0.8, 0.0, 0.3),
    Kind("actor_dreamer-32", 5.0, -4.5, 0.0, models.DREAMER),
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
    return 5 * torch.tanh(mean / 5), F.softplus(std + np.log(np.expm1(kind.first_std))) + 1e-4


def features_of(state):
    return torch.cat([state[name] for name in models.Rssm.features], -1)


def frozen(p):
    return {name: value.detach() for name, value in p.items()}


def losses(kind, model, actor, value, posteriors, action_noise, noise):
    """The losses of actor and value, the mean imagined return, and the mean entropy; posteriors are constant."""
    model, fixed_value = frozen(model), frozen(value)
    state = posteriors
    features, entropy = [], []
    for t in range(STEPS):
        mean, std = policy(kind, actor, features_of(state).detach())
        u = mean + std * action_noise[t]
        action = torch.tanh(u)
        density = torch.distributions.Normal(mean, std).log_prob(u) - torch.log(1 - action.square())
        entropy.append(-density.sum(-1))
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


def train(kind, arrays, inputs, dtype):
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
        terms = losses(kind, model, actor, value, posteriors, *inputs[5:])
        (terms[0] + terms[1]).backward()
        norms = [models.global_norm(p) for p in sets]
        if update == 1:
            out |= {f"gradient/{n}": v.grad.clone() for p in sets[1:] for n, v in p.items()}
            features = features_of(posteriors)
            mean, std = policy(kind, actor, features)
            out |= {"forward/policy_mean": mean, "forward/policy_std": std, "forward/features": features}
            out |= {"forward/policy_action": torch.tanh(mean + std * inputs[5][0]), "forward/value": head(value, "value", features)}
        out[f"metrics/{update}"] = torch.stack([*terms, *norms[1:]])
        for p, m, norm, clip, rate, epsilon in zip(
            sets,
            moments,
            norms,
            (kind.case.clip, CLIP, CLIP),
            (models.RATE, ACTOR_RATE, VALUE_RATE),
            (models.EPSILON, EPSILON, EPSILON),
        ):
            models.adam(p, m, norm, update, clip, rate, epsilon)
    assert kind.entropy_scale or norms[1] < CLIP < norms[2], norms  # one is clipped, the other not
    out |= {f"updated/{n}": v for p in sets for n, v in p.items()}
    return {name: v.detach().clone() for name, v in out.items()}


def record(kind, folder):
    case = kind.case
    rng = np.random.default_rng(case.seed)
    pictures = np.kron(rng.integers(0, 256, (case.length, BATCH, 8, 8, 3)), np.ones((1, 1, 4, 4, 1), np.int64))
    pictures = pictures.astype(np.uint8)
    actions = rng.uniform(-1, 1, (case.length, BATCH, ACTION)).astype(np.float32)
    rewards = rng.uniform(0, 2, (case.length, BATCH)).astype(np.float32)
    noise = rng.standard_normal((case.length, BATCH, STOCHASTIC)).astype(np.float32)
    model = models.make_parameters(case, rng)
    width = sum(case.dynamics.state[name] for name in case.dynamics.features)
    actor = make_head(rng, "actor", width, ACTOR_UNITS, 2 * ACTION)
    actor["actor/out/bias"][ACTION:] += np.float32(kind.std_bias)
    value = make_head(rng, "value", width, VALUE_UNITS, 1)
    action_noise = rng.standard_normal((STEPS, case.length, BATCH, ACTION)).astype(np.float32)
    dream_noise = rng.standard_normal((STEPS, case.length, BATCH, STOCHASTIC)).astype(np.float32)
    arrays = {f"parameter/{n}": v for p in (model, actor, value) for n, v in p.items()}
    arrays |= {"pictures": pictures, "actions": actions, "rewards": rewards, "noise": noise}
    arrays |= {"dream/action_noise": action_noise, "dream/noise": dream_noise}
    settings = dict(divergence_scale=case.divergence_scale, free_nats=case.free_nats, clip=case.clip)
    settings |= dict(overshooting_distance=0, overshooting_scale=0, overshooting_of_pairs=0, overshooting_reward_scale=0)
    settings |= dict(global_divergence_scale=0, actor_rate=ACTOR_RATE, value_rate=VALUE_RATE, actor_epsilon=EPSILON)
    settings |= dict(actor_clip=CLIP, imagined_discount=DISCOUNT, imagined_lambda=LAMBDA)
    settings |= dict(first_std=kind.first_std, entropy_scale=kind.entropy_scale) | models.forms(case)
    arrays |= {f"settings/{n}": np.float32([v]) for n, v in settings.items()}
    inputs = [models.preprocess(case, pictures), actions, rewards, noise, np.zeros(0, np.float32), action_noise, dream_noise]
    double = train(kind, (model, actor, value), inputs, torch.float64)
    arrays |= {name: v.numpy().astype(np.float32) for name, v in double.items()}
    print(kind.name, double["metrics/1"].numpy().round(4), double["metrics/5"].numpy().round(4))
    models.write(arrays, folder / f"{kind.name}.oracle", compress=True)


def main():
    torch.use_deterministic_algorithms(True)
    for kind in KINDS:
        record(kind, pathlib.Path(sys.argv[1]))


if __name__ == "__main__":
    main()
