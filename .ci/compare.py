"""Recomputes in float64, from the saved weights alone, what .ci/export wrote."""
import glob
import json
import sys

import numpy as np
from safetensors.numpy import load_file


def close(what, got, want, tol):
    got, want = np.asarray(got, float), np.asarray(want, float)
    worst = np.max(np.abs(got - want) / (1 + np.abs(want)))
    if not worst <= tol:
        sys.exit(f"{what}: relative difference {worst:.2g}, allowed {tol}")


def softplus(x):
    return np.logaddexp(0, x)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def states(n):
    return (np.arange(1 << n)[:, None] >> np.arange(n) & 1).astype(float)


files = sorted(glob.glob(sys.argv[1] + "/*.safetensors"))
for path in files:
    t = {k: x.astype(float) for k, x in load_file(path).items()}
    W, a, b = t["weights"], t["visible.bias"].ravel(), t["hidden.bias"].ravel()
    W = W.reshape(len(a), len(b))  # a matrix of one row is saved as a vector
    with open(path.replace(".safetensors", ".json")) as f:
        n = json.load(f)
    v, h = np.array(n["V"]), np.array(n["H"])
    close(path + " energy", n["Energy"], -v @ a - h @ b - np.sum((v @ W) * h, 1), 1e-6)
    close(path + " free energy", n["FreeEnergy"], -v @ a - softplus(v @ W + b).sum(1), 1e-5)  # inputs vW are float32 sums
    close(path + " hidden mean", n["HiddenMean"], sigmoid(v @ W + b), 5e-6)
    close(path + " visible mean", n["VisibleMean"], sigmoid(h @ W.T + a), 5e-6)
    s = states(len(b))
    logw = s @ b + softplus(s @ W.T + a).sum(1)
    log_z = np.logaddexp.reduce(logw)
    close(path + " log Z", n["LogPartition"], log_z, 1e-6)
    hm = sigmoid(v @ W + b)
    data = {"weights": -v.T @ hm / len(v), "visible.bias": -v.mean(0, keepdims=True), "hidden.bias": -hm.mean(0, keepdims=True)}
    for name, g in data.items():
        close(path + " gradient of " + name, n["Gradient"][name], g, 5e-6)
    p = np.exp(logw - log_z)[:, None]
    vm = sigmoid(s @ W.T + a)
    model = {"weights": -vm.T @ (p * s), "visible.bias": -(p * vm).sum(0, keepdims=True), "hidden.bias": -(p * s).sum(0, keepdims=True)}
    for name in data:
        close(path + " exact gradient of " + name, n["Exact"][name], data[name] - model[name], 5e-6)
if len(files) != 6:
    sys.exit(f"{len(files)} models, want 6")
print("an independent float64 program agrees on", len(files), "models")
