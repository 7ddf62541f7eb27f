#!/usr/bin/env python3
"""Records what PyTorch computes where planning follows gradients, as the oracle of ActionGradientOracleTest in agents.model.

With the models of record_world_models.py, at its small size and on fixed noise, in double precision: the discounted returns
of candidates from one state, their gradients with respect to the actions by autograd (through discrete latents straight
through), and two iterations of Grad-CEM (Bharadhwaj et al. 2020). Needs torch and numpy.

    python ci/record/record_action_gradients.py agents/src/test/resources/org/planetbench/agents/model

One file for each model, in that script's form, with its parameter/ and settings/, and:

    start/action, noise                                the step of the prior from zeros to the state planned from
    plan/actions, noise, returns, gradients            [horizon, candidates, ...]
    grad_cem/gaussians [iterations, horizon, candidates, action], score_noise [iterations, horizon, noise, candidates],
    gradient_noise [iterations, horizon, elites, noise], plan [horizon, action]
"""

import pathlib
import sys

import numpy as np
import torch

import record_world_models as models
from record_world_models import ACTION

HORIZON, CANDIDATES, ELITES, ITERATIONS, DISCOUNT = 3, 8, 3, 2, 0.9
STEP, FLOOR = 0.3, 1e-6
CASES = [
    models.Case("action_gradients_rssm-32", models.Rssm(), 31, gain=2.0),
    models.Case("action_gradients_rssm_categorical-32", models.CategoricalRssm(), 32, gain=3.0),
]


def returns_of(case, p, start, actions, noise):
    """Of candidates [horizon, candidates, action] on noise [horizon, candidates, noise]."""
    state = {name: value.expand(actions.shape[1], -1) for name, value in start.items()}
    total = 0
    for t in range(HORIZON):
        state = case.dynamics.step(p, state, actions[t], None, noise[t])
        total = total + DISCOUNT**t * models.predict_reward(p, torch.cat([state[name] for name in case.dynamics.features], -1))
    return total


def gradients_of(case, p, start, actions, noise):
    actions = actions.clone().requires_grad_()
    returns = returns_of(case, p, start, actions, noise)
    returns.sum().backward()
    return returns.detach(), actions.grad


def grad_cem(case, p, start, gaussians, score_noise, gradient_noise):
    """The plan, and the norms of the gradients of each time step's actions."""
    mean, std = torch.zeros(HORIZON, 1, ACTION, dtype=torch.float64), torch.ones(HORIZON, 1, ACTION, dtype=torch.float64)
    norms = []
    for i in range(ITERATIONS):
        actions = (mean + std * gaussians[i]).clamp(-1, 1)
        returns = returns_of(case, p, start, actions, score_noise[i].transpose(1, 2))
        best = returns.argsort(descending=True, stable=True)[:ELITES]
        _, gradients = gradients_of(case, p, start, actions[:, best], gradient_noise[i])
        norm = gradients.norm(dim=-1, keepdim=True)
        norms.append(norm.flatten())
        stepped = (actions[:, best] + STEP * gradients / norm.clamp(min=1)).clamp(-1, 1)
        mean = stepped.mean(1, keepdim=True)
        std = (stepped.var(1, keepdim=True, unbiased=False) + FLOOR).sqrt()
    return mean[:, 0], torch.cat(norms)


def record(case, folder):
    rng = np.random.default_rng(case.seed)
    width = case.dynamics.noise_width

    def draw(*shape):
        return case.dynamics.draw(rng, shape).astype(np.float32)

    parameters = models.make_parameters(case, rng)
    inputs = {
        "start/action": rng.uniform(-1, 1, (1, ACTION)).astype(np.float32),
        "start/noise": draw(1, width),
        "plan/actions": rng.uniform(-1, 1, (HORIZON, CANDIDATES, ACTION)).astype(np.float32),
        "plan/noise": draw(HORIZON, CANDIDATES, width),
        "grad_cem/gaussians": rng.standard_normal((ITERATIONS, HORIZON, CANDIDATES, ACTION)).astype(np.float32),
        "grad_cem/score_noise": draw(ITERATIONS, HORIZON, width, CANDIDATES),
        "grad_cem/gradient_noise": draw(ITERATIONS, HORIZON, ELITES, width),
    }
    p = {name: torch.tensor(value, dtype=torch.float64) for name, value in parameters.items()}
    x = {name: torch.tensor(value, dtype=torch.float64) for name, value in inputs.items()}
    zero = {name: torch.zeros(1, size, dtype=torch.float64) for name, size in case.dynamics.state.items()}
    start = case.dynamics.step(p, zero, x["start/action"], None, x["start/noise"])
    returns, gradients = gradients_of(case, p, start, x["plan/actions"], x["plan/noise"])
    plan, norms = grad_cem(case, p, start, *(x[f"grad_cem/{n}"] for n in ("gaussians", "score_noise", "gradient_noise")))
    assert (norms < 1).any() and (norms > 1).any(), norms  # some are shortened, others not
    print(case.name, returns.numpy().round(3), norms.numpy().round(3), plan.numpy().round(3).tolist())
    settings = dict(divergence_scale=1, global_divergence_scale=0, free_nats=0, clip=1000, overshooting_distance=0)
    arrays = {f"parameter/{name}": value for name, value in parameters.items()} | inputs
    arrays |= {f"settings/{name}": np.float32([value]) for name, value in settings.items()}
    outputs = {"plan/returns": returns, "plan/gradients": gradients, "grad_cem/plan": plan}
    arrays |= {name: value.detach().numpy().astype(np.float32) for name, value in outputs.items()}
    arrays["pictures"] = np.zeros(1, np.uint8)  # the form has some
    models.write(arrays, folder / f"{case.name}.oracle", compress=True)


def main():
    torch.use_deterministic_algorithms(True)
    for case in CASES:
        record(case, pathlib.Path(sys.argv[1]))


if __name__ == "__main__":
    main()
