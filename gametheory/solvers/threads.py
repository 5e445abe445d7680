"""Games of a batch shared out among threads that run compiled code without the interpreter lock."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import pairwise


def share_out(work: Callable[[int, int], None], games: int, least: int = 1) -> None:
    """Call ``work(start, stop)`` on consecutive blocks that cover ``games``.

    Every game is the work of one thread, so that answers do not depend on their number. Fewer
    than ``2 * least`` games stay on the calling thread.
    """
    threads = min(len(os.sched_getaffinity(0)), games // max(1, least))
    if threads < 2:
        work(0, games)
        return
    from concurrent.futures import ThreadPoolExecutor

    # More blocks than threads even out games of unequal difficulty.
    blocks = min(games, 8 * threads)
    edges = [games * b // blocks for b in range(blocks + 1)]
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work, *pair) for pair in pairwise(edges)]:
            done.result()
