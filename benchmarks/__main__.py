"""Print the benchmark tables; ``python -m benchmarks --help`` lists the options."""

from __future__ import annotations

import argparse
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import (
    monotone,
    others,
    packages,
    several_players,
    signalling,
    single,
    trees,
    two_player,
    vertices,
)

SECTIONS = {
    "generic": two_player.generic,
    "screens": two_player.screens,
    "integers": two_player.integers,
    "batch": two_player.batch_sizes,
    "single": single.single,
    "vertices": vertices.against_lrsnash,
    "pure": others.pure,
    "several": several_players.several_players,
    "large": others.one_equilibrium,
    "logit": others.logit,
    "trees": trees.backward_induction,
    "sequence": trees.sequence_form,
    "signalling": signalling.two_by_two_by_two,
    "thresholds": monotone.thresholds,
    "cutoffs": monotone.cutoffs,
    "packages": packages.packages,
    "start": others.start_up,
}


def machine() -> str:
    """Processor, cores and versions, for the head of a table."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            x.split(":")[1].strip() for x in info.read_text().splitlines() if "model name" in x
        ]
        model = names[0] if names else model
    packages = []
    for name in ("numpy", "numba", "scipy", "quantecon", "pygambit", "nashpy"):
        try:
            packages.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            packages.append(f"{name} absent")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{model}, {cores} cores; Python {platform.python_version()}, {', '.join(packages)}. "
        "Times are the best of interleaved rounds in one process and vary with the machine's load; "
        "the ratios are what to read."
    )


def main() -> None:
    """Run the chosen sections and print their tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller batches, fewer peers")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS))
    parser.add_argument("--write", type=Path, help="write the tables to this Markdown file as well")
    options = parser.parse_args()
    parts = ["# Benchmarks\n", machine() + "\n"]
    print(*parts, sep="\n")
    for name in options.only:
        text = SECTIONS[name](options.quick).markdown()
        print(text, flush=True)
        parts.append(text)
    if options.write:
        options.write.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
