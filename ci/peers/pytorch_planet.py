#!/usr/bin/env python3
"""PlaNet at the shapes of the head recipe in PyTorch: what bench measure is compared with.

    pytorch_planet.py plan|update [--threads N] [--samples N] [--memory-format auto|contiguous|channels_last]
                      [--device cpu|cuda] [--precision fp32|tf32] [--launches eager|graph]

A decision encodes one picture, takes the posterior and plans (1000 candidates, horizon 12, 10 iterations, 100 elites).
An update preprocesses 50 x 50 pictures of 64x64, goes forward and backward and takes a step of Adam. The data are
random: nothing here depends on them. The code is what a PyTorch user would write with care: eager mode, float32,
torch.inference_mode for decisions, the fused GRU cell and the fused Adam, the reward head batched over the horizon, the
encoder, prior and heads batched over time, and for the pictures the faster of both memory formats, found by trying.
torch.compile gains nothing here: the time is in matrix products and convolutions. On a GPU all lies there but the
decision's action, which comes back; a graph is a capture of the whole plan or update, which is replayed.

Prints one JSON object: milliseconds of the wall clock.
"""

import argparse
import json
import os
import statistics
import time
import warnings

warnings.filterwarnings("ignore", message="Failed to initialize NumPy")  # nothing here needs it

import torch
import torch.nn.functional as F
from torch import nn

BATCH, LENGTH, SIDE = 50, 50, 64
ACTION, STOCHASTIC, DETERMINISTIC, HIDDEN, EMBEDDING = 6, 30, 200, 200, 1024
CANDIDATES, HORIZON, ITERATIONS, ELITES = 1000, 12, 10, 100
MIN_STD, FREE_NATS, REWARD_SCALE, CLIP_NORM, BINS = 0.1, 3.0, 10.0, 1000.0, 32


class Gaussian(nn.Module):
    """A dense layer, then mean and standard deviation of z."""

    def __init__(self, inputs):
        super().__init__()
        self.hidden = nn.Linear(inputs, HIDDEN)
        self.out = nn.Linear(HIDDEN, 2 * STOCHASTIC)

    def forward(self, x):
        mean, raw = self.out(F.relu(self.hidden(x))).chunk(2, -1)
        return mean, F.softplus(raw) + MIN_STD


class Planet(nn.Module):
    def __init__(self):
        super().__init__()
        features = DETERMINISTIC + STOCHASTIC
        self.encoder = nn.Sequential(
            nn.Conv2d(3, 32, 4, 2), nn.ReLU(), nn.Conv2d(32, 64, 4, 2), nn.ReLU(),
            nn.Conv2d(64, 128, 4, 2), nn.ReLU(), nn.Conv2d(128, 256, 4, 2), nn.ReLU(), nn.Flatten())
        self.decoder = nn.Sequential(
            nn.Linear(features, 1024), nn.Unflatten(1, (1024, 1, 1)),
            nn.ConvTranspose2d(1024, 128, 5, 2), nn.ReLU(), nn.ConvTranspose2d(128, 64, 5, 2), nn.ReLU(),
            nn.ConvTranspose2d(64, 32, 6, 2), nn.ReLU(), nn.ConvTranspose2d(32, 3, 6, 2))
        self.reward = nn.Sequential(
            nn.Linear(features, 300), nn.ReLU(), nn.Linear(300, 300), nn.ReLU(),
            nn.Linear(300, 300), nn.ReLU(), nn.Linear(300, 1))
        self.input = nn.Linear(STOCHASTIC + ACTION, HIDDEN)
        self.gru = nn.GRUCell(HIDDEN, DETERMINISTIC)
        self.prior = Gaussian(DETERMINISTIC)
        self.posterior = Gaussian(DETERMINISTIC + EMBEDDING)

    def belief(self, h, z, action):
        return self.gru(F.relu(self.input(torch.cat([z, action], -1))), h)


def sample(mean, std):
    return torch.addcmul(mean, std, torch.randn_like(mean))


def preprocess(images, memory_format):
    """Bytes [n, 3, side, side] to floats around 0, at 5 bits with noise in the last one."""
    floats = images.to(torch.float32, memory_format=memory_format)
    floats.mul_(BINS / 256.0).floor_().add_(torch.rand_like(floats)).div_(BINS).sub_(0.5)
    return floats


def divergence(mean, std, prior_mean, prior_std):
    ratio = (std / prior_std).square()
    distance = ((mean - prior_mean) / prior_std).square()
    return 0.5 * (ratio + distance - 1 - ratio.log()).sum(-1)


class Update:
    def __init__(self, memory_format):
        torch.manual_seed(0)
        self.memory_format = memory_format
        self.model = Planet().to(memory_format=memory_format)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, eps=1e-4, fused=True,
                                          capturable=torch.get_default_device().type == "cuda")
        self.images = torch.randint(0, 256, (LENGTH * BATCH, 3, SIDE, SIDE), dtype=torch.uint8)
        self.images = self.images.contiguous(memory_format=memory_format)
        self.actions = torch.rand(LENGTH, BATCH, ACTION) * 2 - 1
        self.rewards = torch.rand(LENGTH, BATCH)

    def __call__(self):
        model = self.model
        images = preprocess(self.images, self.memory_format)
        embeddings = model.encoder(images).view(LENGTH, BATCH, EMBEDDING)
        h, z = torch.zeros(BATCH, DETERMINISTIC), torch.zeros(BATCH, STOCHASTIC)
        beliefs, samples, means, stds = [], [], [], []
        for t in range(LENGTH):
            h = model.belief(h, z, self.actions[t])
            mean, std = model.posterior(torch.cat([h, embeddings[t]], -1))
            z = sample(mean, std)
            for values, value in ((beliefs, h), (samples, z), (means, mean), (stds, std)):
                values.append(value)
        h, z = torch.cat(beliefs), torch.cat(samples)
        nats = divergence(torch.cat(means), torch.cat(stds), *model.prior(h))
        features = torch.cat([h, z], -1)
        image_loss = 0.5 * (model.decoder(features) - images).square().sum((1, 2, 3)).mean()
        reward_loss = 0.5 * (model.reward(features).view(LENGTH, BATCH) - self.rewards).square().mean()
        loss = image_loss + REWARD_SCALE * reward_loss + (nats - FREE_NATS).clamp(min=0).mean()
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM)
        self.optimizer.step()


class Plan:
    def __init__(self, memory_format):
        torch.manual_seed(0)
        self.memory_format = memory_format
        self.model = Planet().to(memory_format=memory_format).eval()
        self.picture = torch.randint(0, 256, (1, 3, SIDE, SIDE), dtype=torch.uint8)
        self.h, self.z = torch.zeros(1, DETERMINISTIC), torch.zeros(1, STOCHASTIC)
        self.action = torch.zeros(1, ACTION)

    @torch.inference_mode()
    def __call__(self):
        model = self.model
        embedding = model.encoder(preprocess(self.picture, self.memory_format))
        h = model.belief(self.h, self.z, self.action)
        z = sample(*model.posterior(torch.cat([h, embedding], -1)))
        first_h, first_z = h.expand(CANDIDATES, -1).contiguous(), z.expand(CANDIDATES, -1).contiguous()
        mean, std = torch.zeros(HORIZON, 1, ACTION), torch.ones(HORIZON, 1, ACTION)
        features = torch.empty(HORIZON, CANDIDATES, DETERMINISTIC + STOCHASTIC)
        for _ in range(ITERATIONS):
            actions = torch.addcmul(mean, std, torch.randn(HORIZON, CANDIDATES, ACTION)).clamp_(-1, 1)
            h, z = first_h, first_z
            for t in range(HORIZON):
                h = model.belief(h, z, actions[t])
                z = sample(*model.prior(h))
                torch.cat([h, z], -1, out=features[t])
            returns = model.reward(features.flatten(0, 1)).view(HORIZON, CANDIDATES).sum(0)
            best = actions[:, returns.topk(ELITES, sorted=False).indices]
            mean = best.mean(1, keepdim=True)
            std = (best.var(1, keepdim=True, unbiased=False) + 1e-6).sqrt()
        return mean[0, 0]


def milliseconds(work, clock=time.perf_counter):
    start = clock()
    work()
    return 1e3 * (clock() - start)


def captured(work):
    """The same on a GPU as one launch: warmed up beside the stream that is captured, as PyTorch wants it."""
    beside = torch.cuda.Stream()
    beside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(beside):
        for _ in range(3):
            work()
    torch.cuda.current_stream().wait_stream(beside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        result = work()

    def replay():
        graph.replay()
        return result
    return replay


def to_the_end(work):
    """On a GPU a call returns before its work is done: what a decision gives is fetched."""
    def run():
        result = work()
        if result is not None:
            result.cpu()
        torch.cuda.synchronize()
    return run


def sampled(work):
    """Wall clock, and CPU time of all threads."""
    wall = []
    cpu = milliseconds(lambda: wall.append(milliseconds(work)), time.process_time)
    return wall[0], cpu


FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}


def prepared(subject, name, device, launches):
    """Warmed up, in the memory format of that name, or in the one that is faster."""
    candidates = []
    for key in FORMATS if name == "auto" else [name]:
        work = subject(FORMATS[key])
        if device == "cuda":
            work = to_the_end(captured(work) if launches == "graph" else work)
        work()
        candidates.append((milliseconds(work), key, work))
    return min(candidates, key=lambda candidate: candidate[0])[1:]


def peak_memory_mib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) >> 10 for line in status if line.startswith("VmHWM:"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("subject", choices=("plan", "update"))
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--samples", type=int, default=5)
    parser.add_argument("--memory-format", choices=("auto", *FORMATS), default="auto")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--precision", choices=("fp32", "tf32"), default="fp32", help="of a GPU's products")
    parser.add_argument("--launches", choices=("eager", "graph"), default="eager", help="of a GPU's kernels")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.set_default_device(args.device)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = args.precision == "tf32"
    memory_format, work = prepared(Plan if args.subject == "plan" else Update, args.memory_format, args.device, args.launches)
    wall, cpu = zip(*(sampled(work) for _ in range(args.samples)))
    print(json.dumps({
        "subject": args.subject,
        "peer": f"pytorch-{torch.__version__}",
        "threads": args.threads,
        "samples": args.samples,
        "memory_format": memory_format,
        "min_ms": min(wall),
        "p50_ms": statistics.median_low(wall),
        "cpu_ms": statistics.median_low(cpu),
        "device": torch.cuda.get_device_name() if args.device == "cuda" else "cpu",
        "precision": args.precision,
        "launches": args.launches,
        "device_memory_mib": torch.cuda.max_memory_reserved() >> 20 if args.device == "cuda" else 0,
        "cpu_capability": torch.backends.cpu.get_cpu_capability(),
        "peak_memory_mib": peak_memory_mib(),
    }))


if __name__ == "__main__":
    main()
