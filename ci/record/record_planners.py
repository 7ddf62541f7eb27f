#!/usr/bin/env python3
"""Records what NumPy computes for two planners and for coloured noise, as the oracle of PlannerOracleTest.

The planners are written out from the papers' equations, in double precision on fixed Gaussians, with NumPy's inverse FFT
for the coloured noise: MPPI (Williams et al. 2017, refitted as in Hansen et al. 2022) for one decision, iCEM (Pinneri et
al. 2020) for two decisions of one episode, whose goals differ. Needs numpy.

    python ci/record/record_planners.py agents/src/test/resources/org/planetbench/agents/planning/planners.npz
"""

import sys

import numpy as np

HORIZON, ACTIONS, CANDIDATES, ELITES, ITERATIONS = 4, 2, 12, 5, 3
TEMPERATURE, BETA, REUSED = 0.7, 2.5, 2  # elite_memory 0.4 of 5 elites
FIRST_STD, MOMENTUM, FLOOR = 0.5, 0.1, 1e-6


class Tape:
    """Gaussians in the order in which they are drawn."""

    def __init__(self, seed):
        self.rng = np.random.RandomState(seed)
        self.drawn = []

    def __call__(self, *shape):
        values = self.rng.standard_normal(shape)
        self.drawn.append(values.ravel())
        return values


def returns_of(actions, goal, matrix):
    """Of candidates [candidates, horizon, actions]: minus a correlated quadratic."""
    off = actions.reshape(len(actions), -1) - goal.ravel()
    return -np.einsum("ji,ik,jk->j", off, matrix, off)


def mppi(tape, goal, matrix):
    mean, std = np.zeros((HORIZON, ACTIONS)), np.ones((HORIZON, ACTIONS))
    for _ in range(ITERATIONS):
        noise = tape(HORIZON, CANDIDATES, ACTIONS).transpose(1, 0, 2)
        actions = np.clip(mean + std * noise, -1, 1)
        returns = returns_of(actions, goal, matrix)
        best = np.argsort(-returns, kind="stable")[:ELITES]
        weights = np.exp((returns[best] - returns[best[0]]) / TEMPERATURE)
        mean = np.average(actions[best], axis=0, weights=weights)
        std = np.sqrt(np.average((actions[best] - mean) ** 2, axis=0, weights=weights) + FLOOR)
    return mean


def spectrum(n, beta):
    return np.maximum(np.fft.rfftfreq(n), 1 / n) ** -beta


def coloured(gaussians, beta):
    """Gaussians [..., n]: of frequency 0, then cosine and sine of each, the last alone if n is even."""
    n = gaussians.shape[-1]
    power = spectrum(n, beta)
    coefficients = np.zeros(gaussians.shape[:-1] + (len(power),), complex)
    coefficients[..., 0] = gaussians[..., 0]
    pairs = (n - 1) // 2
    for k in range(1, pairs + 1):
        coefficients[..., k] = (gaussians[..., 2 * k - 1] - 1j * gaussians[..., 2 * k]) / np.sqrt(2)
    if n % 2 == 0:
        coefficients[..., -1] = gaussians[..., -1]
    noise = np.fft.irfft(coefficients * np.sqrt(power), n)
    return noise * n / np.sqrt(autocovariance(n, beta)[0] * n)


def autocovariance(n, beta):
    """The inverse transform of the power spectrum (Wiener-Khinchin)."""
    return np.fft.irfft(spectrum(n, beta), n)


class Icem:
    def __init__(self, tape):
        self.tape, self.mean, self.memory = tape, None, None

    def plan(self, goal, matrix):
        std = np.full((HORIZON, ACTIONS), FIRST_STD)
        if self.mean is None:
            self.mean = np.zeros((HORIZON, ACTIONS))
        else:
            self.mean = np.concatenate([self.mean[1:], self.mean[-1:]])
            self.memory = np.stack([np.concatenate([plan[1:], self.mean[-1:] + FIRST_STD * self.tape(1, ACTIONS)]) for plan in self.memory])
        for i in range(ITERATIONS):
            kept = [] if self.memory is None else list(self.memory)
            if i == ITERATIONS - 1:
                kept.append(self.mean)
            noise = coloured(self.tape(CANDIDATES - len(kept), ACTIONS, HORIZON), BETA).transpose(0, 2, 1)
            actions = np.clip(np.concatenate([np.reshape(kept, (-1, HORIZON, ACTIONS)), self.mean + std * noise]), -1, 1)
            returns = returns_of(actions, goal, matrix)
            best = np.argsort(-returns, kind="stable")[:ELITES]
            self.memory = actions[best[:REUSED]]
            fitted = actions[best].mean(0)
            std = MOMENTUM * std + (1 - MOMENTUM) * np.sqrt(actions[best].var(0) + FLOOR)
            self.mean = MOMENTUM * self.mean + (1 - MOMENTUM) * fitted
        return actions[best[0]]


def main(path):
    rng = np.random.RandomState(7)
    size = HORIZON * ACTIONS
    half = np.eye(size) + 0.3 * rng.standard_normal((size, size))
    matrix = half @ half.T
    goals = rng.uniform(-1.3, 1.3, (2, HORIZON, ACTIONS))  # some outside the box
    record = {"matrix": matrix, "goals": goals}
    tape = Tape(1)
    record["mppi_plan"] = mppi(tape, goals[0], matrix)
    record["mppi_gaussians"] = np.concatenate(tape.drawn)
    tape = Tape(2)
    icem = Icem(tape)
    record["icem_plans"] = np.stack([icem.plan(goal, matrix) for goal in goals])
    record["icem_gaussians"] = np.concatenate(tape.drawn)
    for n in (1, 2, 5, 12):
        for beta in (0.0, 1.0, 2.5):
            covariance = autocovariance(n, beta)
            record[f"covariance_{n}_{beta:g}"] = covariance / covariance[0]
    np.savez(path, **record)


if __name__ == "__main__":
    main(sys.argv[1])
