"""Measure every stage on the dev sets, print one table, hold the floors.

python -m gold [STAGE ...] [--set-floors [--allow-regression]]

A module of this folder offers `measure() -> dict[str, float]`, figures that are better when
higher. Floors stand in floors.toml with a digest of the sets they were measured on: a figure
below its floor, or a set that changed, makes the run fail. `--set-floors` pins what was measured
just now (minus SLACK), and refuses to lower a floor without `--allow-regression`. Where
../shared is absent there is nothing to measure: the run says so and ends well.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import sys
import time
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
STAGES = ("attribution", "reuse", "translation", "trace", "drift", "check", "unseen")
SLACK = 0.005
"""A floor stands this far below the figure it was set from: rounding and library versions."""


def digest(stage: str) -> str:
    """SHA-256 over the dev files of a stage, so that a floor knows what it was measured on."""
    folders = {
        "attribution": ["attribution"],
        "reuse": ["reuse/r2k"],
        "translation": ["crosslingual"],
        "trace": ["lineage"],
        "drift": ["lineage"],
        "check": ["factcheck"],
        "unseen": [],
    }[stage]
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted((SHARED / "gold" / folder).rglob("*")):
            if path.is_file() and path.suffix in {".jsonl", ".json", ".xz"}:
                total.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def read_floors() -> dict[str, dict[str, float | str]]:
    path = HERE / "floors.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write_floors(floors: dict[str, dict[str, float | str]]) -> None:
    lines = ["# Set by `python -m gold --set-floors`. A figure below its floor fails CI.", ""]
    for stage, figures in floors.items():
        lines.append(f"[{stage}]")
        lines += [f"{json.dumps(name)} = {json.dumps(value)}" for name, value in figures.items()]
        lines.append("")
    (HERE / "floors.toml").write_text("\n".join(lines), encoding="utf-8")


def compare(stage: str, figures: dict[str, float], floors: dict[str, float | str]) -> list[str]:
    """Print the stage's rows; the faults found."""
    faults = []
    if floors and floors.get("digest") != digest(stage):
        faults.append(f"{stage}: the dev set is not the one the floors were measured on")
    for name, value in figures.items():
        floor = floors.get(name)
        low = isinstance(floor, float) and value < floor
        if low:
            faults.append(f"{stage}: {name} is {value:.4f}, its floor {floor:.4f}")
        shown = f"{floor:.4f}" if isinstance(floor, float) else "-"
        print(f"{stage:<12} {name:<44} {value:>8.4f} {shown:>8}{'  LOW' if low else ''}")
    return faults


def raised(
    old: dict[str, float | str], figures: dict[str, float], stage: str, *, allow: bool
) -> dict[str, float | str]:
    """The floors of one stage after what was measured now."""
    new: dict[str, float | str] = {"digest": digest(stage)}
    for name, value in figures.items():
        floor, before = round(value - SLACK, 4), old.get(name)
        if isinstance(before, float) and floor < before and not allow:
            floor = before
        new[name] = floor
    return new


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m gold", description=__doc__)
    parser.add_argument("stages", nargs="*", default=list(STAGES), metavar="STAGE")
    parser.add_argument("--set-floors", action="store_true")
    parser.add_argument("--allow-regression", action="store_true")
    options = parser.parse_args()
    if not (SHARED / "gold").is_dir():
        print("gold: the dev sets (../shared/gold) are not beside this checkout; nothing measured")
        return 0
    floors, faults, results = read_floors(), [], {}
    print(f"{'stage':<12} {'figure':<44} {'measured':>8} {'floor':>8}")
    for stage in options.stages:
        started = time.monotonic()
        results[stage] = importlib.import_module(f"gold.{stage}").measure()
        faults += compare(stage, results[stage], floors.get(stage, {}))
        print(f"{stage:<12} {time.monotonic() - started:.1f} s")
        if options.set_floors:
            floors[stage] = raised(
                floors.get(stage, {}), results[stage], stage, allow=options.allow_regression
            )
    if options.set_floors:
        write_floors(floors)
        stored = HERE / "results.json"
        before = json.loads(stored.read_text(encoding="utf-8")) if stored.exists() else {}
        stored.write_text(json.dumps({**before, **results}, indent=1) + "\n", encoding="utf-8")
        return 0
    for fault in faults:
        print(f"gold: {fault}", file=sys.stderr)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
