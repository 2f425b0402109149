"""Strict nbformat 4.5: every schema error, and ids that are not unique."""
import json
import sys

import nbformat
from nbformat.validator import iter_validate

bad = 0
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as f:
        nb = json.load(f)
    problems = [str(e.message)[:200] for e in iter_validate(nb, version=4, version_minor=5)]
    ids = [c.get("id") for c in nb["cells"]]
    if len(set(ids)) != len(ids):
        problems.append("cell ids are not unique")
    if (nb["nbformat"], nb["nbformat_minor"]) != (4, 5):
        problems.append("not version 4.5")
    for p in problems:
        print(f"{path}: {p}")
    bad += len(problems)
print(len(sys.argv) - 1, "notebooks,", bad, "problems; nbformat", nbformat.__version__)
sys.exit(bad > 0)
