#!/usr/bin/env python3
"""Records what PyTorch's operators compute, as the oracle of OperatorOracleTest in agents.nn.torch. Needs torch and numpy.

    python ci/record/record_torch_operators.py agents/src/test/resources/org/planetbench/agents/nn/torch

The file operators.npz has, for each case below, the arrays CASE/in/0, CASE/in/1, ... and CASE/out/0, ... Gradients are
those of autograd. Python's own functions are called, not the names that the C interface knows."""

import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

RNG = np.random.default_rng(19)
CASES = {}


def real(*shape, dtype=np.float32, scale=1.0, offset=0.0):
    return torch.tensor((RNG.standard_normal(shape) * scale + offset).astype(dtype))


def positive(*shape):
    return real(*shape).abs() + 0.1


def whole(high, *shape):
    return torch.tensor(RNG.integers(0, high, shape))


def case(name, function, *inputs):
    """Records a function's results; what it writes into is given as it was before."""
    with torch.no_grad():
        record(name, inputs, function(*[x.clone() for x in inputs]))


def gradient(name, function, gradients, *inputs):
    """Records the gradients of a function's result with respect to its inputs, before which its own gradient stands."""
    leaves = [x.clone().requires_grad_() for x in inputs]
    y = function(*leaves)
    y.backward(gradients)
    record(name, [gradients, *inputs], [x.grad for x in leaves])


def record(name, inputs, outputs):
    outputs = [outputs] if torch.is_tensor(outputs) else outputs
    for kind, tensors in (("in", inputs), ("out", outputs)):
        for i, tensor in enumerate(tensors):
            array = tensor.detach().contiguous().numpy()
            CASES[f"{name}/{kind}/{i}"] = array.astype(np.int64) if array.dtype == bool else array


def views():
    x = real(4, 5, 6)
    case("narrow", lambda x: x.narrow(1, 1, 3), x)
    case("as_strided", lambda x: x.as_strided((3, 4), (7, 2), 5), x)
    case("view", lambda x: x.view(20, -1), x)
    case("reshape", lambda x: x.transpose(0, 2).reshape(12, 10), x)
    case("transpose", lambda x: x.transpose(0, 2), x)
    case("permute", lambda x: x.permute(2, 0, 1), x)
    case("t", lambda x: x.t(), real(3, 7))
    case("expand", lambda x: x.expand(4, 5), real(1, 5))
    case("unsqueeze", lambda x: x.unsqueeze(1), real(3, 4))


def creation():
    x = real(3, 4)
    case("zeros", lambda x: torch.zeros_like(x), x)
    case("fill", lambda x: torch.full_like(x, -0.3), x)
    case("copy", lambda x, y: y.copy_(x), x, real(2, 3, 4))
    case("to_double", lambda x: x.double(), x)
    case("to_float", lambda x: x.float(), real(5, dtype=np.float64))
    case("to_long", lambda x: x.long(), real(5, scale=10))


def indexing():
    x = real(6, 5)
    case("index_select", lambda x, i: x.index_select(0, i), x, whole(6, 9))
    case("index_select_columns", lambda x, i: x.index_select(1, i), x, whole(5, 4))
    case("index_add", lambda x, i, y: x.index_add(0, i, y), x, whole(6, 40), real(40, 5))
    case("index_add_columns", lambda x, i, y: x.index_add(1, i, y), x, whole(5, 30), real(6, 30))
    case("cat", lambda x, y, z: torch.cat([x, y, z], 1), x, real(6, 1), real(6, 3))
    case("stack", lambda x, y: torch.stack([x, y], 1), x, real(6, 5))
    case("where", lambda x, y, z: torch.where(x > y, x, z), x, real(6, 5), real(6, 5))
    case("where_number", lambda x, y: torch.where(x > y, x, -2.5), x, real(6, 5))
    case("one_hot", lambda i: F.one_hot(i, 5), whole(5, 2, 6))
    case("argmax", lambda x: x.argmax(1), x)
    case("argmax_kept", lambda x: x.argmax(0, keepdim=True), x)
    case("sort", lambda x: x.sort(dim=1, descending=True, stable=True), real(4, 9).round())


def elementwise():
    x, y = real(4, 6), real(4, 6)
    case("add", lambda x, y: x + y, x, y)
    case("add_row", lambda x, y: x + y, x, real(6))
    case("add_factor", lambda x, y: x.add(y, alpha=-0.7), x, y)
    case("add_number", lambda x: x + 0.7, x)
    case("add_in_place", lambda x, y: x.add_(y, alpha=0.3), x, y)
    case("add_in_place_plain", lambda x, y: x.add_(y), x, y)
    case("add_in_place_row", lambda x, y: x.add_(y, alpha=0.3), x, real(6))
    case("add_in_place_columns", lambda x, y: x[:, 1:4].add_(y, alpha=0.3), x, real(4, 3))
    case("sub", lambda x, y: x - y, x, y)
    case("mul", lambda x, y: x * y, x, y)
    case("mul_row", lambda x, y: x * y, x, real(6))
    case("mul_number", lambda x: x * 0.1, x)
    case("mul_in_place", lambda x, y: x.mul_(y), x, y)
    case("mul_in_place_number", lambda x: x.mul_(-3.3), x)
    case("div", lambda x, y: x / y, x, positive(4, 6))
    case("div_number", lambda x: x / 0.3, x)
    case("pow", lambda x: x.pow(1.7), positive(4, 6))
    case("maximum", torch.maximum, x, y)
    case("maximum_number", lambda x: x.clamp(min=0.2), x)
    case("minimum_number", lambda x: x.clamp(max=0.2), x)
    rounded, other = x.round(), y.round()
    case("greater", torch.gt, rounded, other)
    case("greater_number", lambda x: x > 1, rounded)
    case("greater_or_equal", torch.ge, rounded, other)
    for name in ("neg", "exp", "expm1", "square", "cos", "floor"):
        case(name, getattr(torch, name), x)
    for name in ("log", "sqrt"):
        case(name, getattr(torch, name), positive(4, 6))
    case("lerp", torch.lerp, x, y, positive(4, 6))
    double = real(4, 6, dtype=np.float64)
    case("add_number_double", lambda x: x + 0.1, double)
    case("mul_number_double", lambda x: x * 0.1, double)
    case("add_in_place_double", lambda x, y: x.add_(y, alpha=0.3), double, real(4, 6, dtype=np.float64))
    case("exp_double", torch.exp, double)


def integers():
    x, y = (torch.tensor(RNG.integers(-(2**63), 2**63 - 1, (4, 6))) for _ in range(2))
    case("mul_long", lambda x: x * (0x9E3779B97F4A7C15 - 2**64), x)
    case("xor", lambda x, y: x ^ y, x, y)
    case("xor_number", lambda x: x ^ -81, x)
    case("and_number", lambda x: x & 0xFFFFFF, x)
    case("shift_right", lambda x: x >> 27, x)


def activations():
    wide = lambda: torch.cat([real(6, 7, scale=3), torch.tensor([[-100.0, -20.0, -1e-6, 0.0, 1e-6, 20.0, 100.0]])])
    functions = {
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "relu": torch.relu,
        "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
        "elu": F.elu,
        "softplus": lambda x: F.softplus(x, threshold=1e9) if x.abs().max() < 50 else torch.logaddexp(x, torch.zeros(())),
        "softmax": lambda x: torch.softmax(x, 1),
        "log_softmax": lambda x: torch.log_softmax(x, 1),
    }
    for name, function in functions.items():
        x = wide()
        case(name, function, x)
        if name != "log_softmax":
            gradient(f"{name}_backward", function, real(*x.shape), x)
    case("relu_in_place", torch.relu, wide())
    case("elu_double", F.elu, real(4, 6, dtype=np.float64))
    case("softplus_double", F.softplus, real(4, 6, dtype=np.float64))


def reductions():
    x = real(5, 6, 7)
    case("sum", lambda x: x.sum(), x)
    case("sum_rows", lambda x: x.sum((0, 2)), x)
    case("sum_kept", lambda x: x.sum(1, keepdim=True), x)
    case("mean", lambda x: x.mean((0, 1)), x)
    case("mean_kept", lambda x: x.mean(2, keepdim=True), x)
    case("moments", lambda x: (x.var(0, unbiased=False, keepdim=True), x.mean(0, keepdim=True)), real(5, 6))
    case("cumulative_sum", lambda x: x.cumsum(1), x)
    case("sum_double", lambda x: x.sum(), real(5, 6, dtype=np.float64))


def products():
    a, b = real(5, 7), real(7, 4)
    case("mm", torch.mm, a, b)
    case("mm_transposed", lambda a, b: a @ b.t(), a, real(4, 7))
    case("mm_double", torch.mm, real(5, 7, dtype=np.float64), real(7, 4, dtype=np.float64))
    case("addmm", torch.addmm, real(4), a, b)
    case("addmm_in_place", lambda c, a, b: c.addmm_(a, b, beta=0.5, alpha=-2), real(5, 4), a, b)
    case("addmm_gathers", lambda c, a, b: c.addmm_(a.t(), b), real(7, 4), a, real(5, 4))
    case("bmm", torch.bmm, real(3, 5, 7), real(3, 7, 4))


def convolutions():
    pictures, weight = real(2, 3, 9, 9), real(5, 3, 4, 4)
    down = lambda x, w, b: F.conv2d(x, w, b, stride=2)
    up = lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2)
    case("convolution", down, pictures, weight, real(5))
    case("convolution_plain", lambda x, w: F.conv2d(x, w, stride=1), pictures, weight)
    gradient("convolution_backward", down, real(2, 5, 3, 3), pictures, weight, real(5))
    small, weight = real(2, 5, 3, 3), real(5, 3, 4, 4)
    case("deconvolution", up, small, weight, real(3))
    gradient("deconvolution_backward", up, real(2, 3, 8, 8), small, weight, real(3))
    case("patches", lambda x: F.unfold(x, 4, stride=2), pictures)
    gradient("add_patches", lambda x: F.unfold(x, 4, stride=2), real(2, 48, 9), pictures)


def steps():
    """Adam of the equations: two parameters, then for each of three steps both gradients."""
    inputs = [real(4, 6), real(9)] + [real(*shape, scale=0.01) for _ in range(3) for shape in ((4, 6), (9,))]
    parameters = [x.double().requires_grad_() for x in inputs[:2]]
    adam = torch.optim.Adam(parameters, lr=3e-3, eps=1e-4, foreach=False)
    for step in range(1, 4):
        for parameter, g in zip(parameters, inputs[2 * step :]):
            parameter.grad = g.double()
        adam.step()
    record("adam", inputs, [x.float() for x in parameters])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    for group in (views, creation, indexing, elementwise, integers, activations, reductions, products, convolutions, steps):
        group()
    np.savez(pathlib.Path(sys.argv[1]) / "operators.npz", **CASES)
    print(f"PyTorch {torch.__version__}: {len({name.split('/')[0] for name in CASES})} cases")
