"""Games of a batch shared out among threads that run compiled code without the interpreter lock."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

_POOLS: dict[int, ThreadPoolExecutor] = {}
# Threads do not survive a fork; a child that kept the pool would wait for them for ever.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_POOLS.clear)


def share_out(
    work: Callable[[int, int], None],
    games: int,
    least: int = 1,
    *,
    lanes: int = 1,
    threads: int | None = None,
) -> None:
    """Call ``work(start, stop)`` on consecutive blocks that cover ``games``.

    Every game is the work of one thread, so that answers do not depend on their number. Fewer
    than ``2 * least`` games stay on the calling thread. Blocks begin at multiples of ``lanes``,
    for kernels that take so many games side by side. ``work`` must not call this in turn.
    """
    threads = min(threads or processors(), games // max(1, least))
    if threads < 2:
        work(0, games)
        return
    # More blocks than threads even out games of unequal difficulty.
    groups = -(-games // lanes)
    blocks = min(groups, 8 * threads)
    edges = [min(games, groups * b // blocks * lanes) for b in range(blocks + 1)]
    # Kept: starting threads takes longer than many a job.
    pool = _POOLS.get(threads) or _POOLS.setdefault(threads, ThreadPoolExecutor(threads))
    for done in [pool.submit(work, *pair) for pair in pairwise(edges)]:
        done.result()


def processors() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
