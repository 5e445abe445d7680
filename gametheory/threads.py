"""Work shared out among threads, for code that runs without the interpreter lock."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import pairwise

_POOLS: dict[int, ThreadPoolExecutor] = {}
# Threads do not survive a fork; a child that kept the pool would wait for them for ever.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_POOLS.clear)


def share_out(
    work: Callable[[int, int], None],
    items: int,
    least: int = 1,
    *,
    lanes: int = 1,
    threads: int | None = None,
    even: bool = False,
) -> None:
    """Call ``work(start, stop)`` on consecutive blocks that cover ``items``.

    Every item is the work of one thread, so that answers do not depend on their number. Fewer
    than ``2 * least`` items stay on the calling thread. Blocks begin at multiples of ``lanes``,
    for kernels that take so many items side by side. ``even`` says that all items take equally
    long. ``work`` must not call this in turn.
    """
    threads = min(threads or processors(), items // max(1, least))
    if threads < 2:
        work(0, items)
        return
    # More blocks than threads even out items of unequal difficulty.
    groups = -(-items // lanes)
    blocks = min(groups, threads if even else 8 * threads)
    edges = [min(items, groups * b // blocks * lanes) for b in range(blocks + 1)]
    waiting = iter(list(pairwise(edges)))

    def take() -> None:
        for start, stop in waiting:
            work(start, stop)

    # Kept: starting threads takes longer than many a job. The calling thread works too.
    pool = _POOLS.get(threads) or _POOLS.setdefault(threads, ThreadPoolExecutor(threads - 1))
    others = [pool.submit(copy_context().run, take) for _ in range(threads - 1)]
    try:
        take()
    finally:
        for _ in waiting:
            pass  # after an interrupt or an error nothing more is begun
        for other in others:
            other.result()


def processors() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
