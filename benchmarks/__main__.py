"""Time every stage and print one table; --save writes results.json.

python -m benchmarks [NAME ...] [--save]

A module of this folder offers `measure() -> dict[str, float]`; the unit stands in the name of the
figure (`seconds`, `ms`, `per_second`, `mb`). Run it on a quiet machine: figures are CPU or wall
time of this process, one core.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import json
import platform
import sys
from pathlib import Path

HERE = Path(__file__).parent
NAMES = ("stages", "attribute", "reuse", "translation", "report", "web")
LIBRARIES = ("duckdb", "msgspec", "numba", "numpy", "onnxruntime", "trafilatura")


def machine() -> dict[str, str]:
    """Where and with what the figures were made."""
    found = {"python": platform.python_version(), "processor": processor()}
    for name in LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "absent"
    return found


def processor() -> str:
    """The processor's own name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor()
    lines = info.read_text(encoding="utf-8").splitlines()
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "unknown")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", default=list(NAMES), metavar="NAME")
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    results = {}
    for name in options.names:
        results[name] = importlib.import_module(f"benchmarks.{name}").measure()
        for figure, value in results[name].items():
            print(f"{name:<12} {figure:<52} {value:>12.3f}")
    if options.save:
        path = HERE / "results.json"
        before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        stored = {**before, **results, "machine": machine()}
        path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
