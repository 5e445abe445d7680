"""All pure subgame-perfect equilibria of trees of perfect information: arrays in, arrays out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.solvers.trees import backward_kernel as kernel
from gametheory.threads import share_out

Array = npt.NDArray[Any]
Int64 = npt.NDArray[np.int64]
Loops = tuple[Callable[..., None], Callable[..., None], Callable[..., None]]

# Node visits that are interpreted sooner than the compiler is loaded.
_FEW = 20_000
# Node visits for which a second thread pays.
_LEAST = 200_000
# Rows of one game that are sorted by insertion.
_SHORT = 64


@attrs.frozen(eq=False)
class Tree:
    """A tree of perfect information as the loop reads it; see :func:`backward_kernel.induce`.

    Attributes
    ----------
    row, mover, first_child, children, column : int64 arrays
    actions : (H,) int64
        Number of actions of each decision, in the order of the columns.
    """

    row: Int64
    mover: Int64
    first_child: Int64
    children: Int64
    column: Int64
    actions: Int64


@attrs.frozen(eq=False)
class Induced:
    """Profiles of ``G`` games, ``T`` in all, by game and then by their choices.

    Attributes
    ----------
    counts : (G,) int64
    choices : (T, H)
        Action at each decision.
    values : (T, N)
        Payoffs at the root, in the numbers that were given.
    truncated : (G,) bool
        Whether there are more than were to be listed.
    doubtful : (G,) bool
        Games for which rounding hides whether two actions tie; they have no rows.
    """

    counts: Int64
    choices: Array
    values: Array
    truncated: npt.NDArray[np.bool_]
    doubtful: npt.NDArray[np.bool_]


def backward_induction(
    tree: Tree, payoffs: Array, coefficient: Array, most: int, threads: int | None = None
) -> Induced:
    r"""Every pure profile that is best at every node, ties carried as sets (Zermelo 1913, Kuhn
    1953, Selten 1965).

    Parameters
    ----------
    tree : Tree
    payoffs : (G, K, N) float64 or int64
    coefficient : (1 or G, nodes)
        What a node's value counts in its parent's; integers where payoffs are.
    most : int
        Profiles of one game that are listed.

    Notes
    -----
    :math:`O(\text{nodes} \cdot N)` for each game and each of its profiles. Integers are compared
    exactly; floats are copied upwards, and where chance averages them the rounding is bounded and
    comparisons closer than the bound make a game doubtful.
    """
    games, _, players = payoffs.shape
    nodes, decisions = len(tree.mover), len(tree.actions)
    rounded = payoffs.dtype == np.float64 and bool((tree.mover == -1).any())
    kind = np.int8 if tree.actions.max(initial=1) <= 128 else np.int64
    counts, doubtful = np.zeros(games, np.int64), np.zeros(games, np.uint8)
    every = np.arange(games, dtype=np.int64)
    payoffs, coefficient = np.ascontiguousarray(payoffs), np.ascontiguousarray(coefficient)

    chance = bool((tree.mover == -1).any())
    ahead = None if chance else _decisions(tree)

    def run(task: int, which: Int64, choices: Array, values: Array, offsets: Int64) -> Int64:
        found, unsure = np.zeros(len(which), np.int64), np.zeros(len(which), np.uint8)
        loops: Loops = (kernel.induce, kernel.choose, kernel.sort_rows)
        if _pays(nodes * len(which)):
            loops = _compiled()
        limit = most + 1 if task == kernel.COUNT else most

        def work(start: int, stop: int) -> None:
            if ahead is not None:
                loops[1](
                    payoffs, start, stop, task, *ahead, limit, which, found, choices, values,
                    offsets,
                )  # fmt: skip
                return
            loops[0](
                payoffs, start, stop, task, tree.row, tree.mover, tree.first_child, tree.children,
                coefficient, rounded, tree.column, limit, which, found, unsure, choices, values,
                offsets,
            )  # fmt: skip

        share_out(work, len(which), max(1, _LEAST // nodes), threads=threads)
        doubtful[which[unsure != 0]] = 1
        return found

    choices = np.empty((games, decisions), kind)
    values = np.empty((games, players), payoffs.dtype)
    counts[:] = run(kernel.FIRST, every, choices, values, every)
    truncated = np.zeros(games, np.bool_)
    if counts.max(initial=1) > 1:
        several = np.flatnonzero((counts > 1) & (doubtful == 0))
        counts[several] = run(kernel.COUNT, several, choices[:0], values[:0], every[:0])
        truncated = counts > most
        counts = np.minimum(counts, most)
    counts[doubtful != 0] = 0
    if np.all(counts == 1):
        return Induced(counts, choices, values, truncated, doubtful != 0)
    offsets = np.cumsum(counts) - counts
    total = int(counts.sum())
    all_choices = np.empty((total, decisions), kind)
    all_values = np.empty((total, players), payoffs.dtype)
    single = counts == 1
    all_choices[offsets[single]], all_values[offsets[single]] = choices[single], values[single]
    several = np.flatnonzero(counts > 1)
    if len(several):
        run(kernel.FILL, several, all_choices, all_values, offsets[several])
        _sort(all_choices, all_values, offsets[several], counts[several], tree.actions, threads)
    return Induced(counts, all_choices, all_values, truncated, doubtful != 0)


def _sort(
    choices: Array,
    values: Array,
    offsets: Int64,
    counts: Int64,
    actions: Int64,
    threads: int | None,
) -> None:
    """Order each game's rows by their choices, in place: short lists one by one, long ones once."""
    loop = _compiled()[2] if _pays(len(choices)) else kernel.sort_rows

    def work(start: int, stop: int) -> None:
        loop(choices, values, start, stop, offsets, counts, _SHORT)

    share_out(work, len(counts), 10_000, threads=threads)
    long = np.flatnonzero(counts > _SHORT)
    if len(long):
        rows = np.concatenate([offsets[k] + np.arange(counts[k]) for k in long.tolist()])
        owners = np.repeat(long, counts[long])
        order = rows[lexicographic(owners, choices[rows], actions)]
        choices[rows], values[rows] = choices[order], values[order]


def lexicographic(owners: Int64, choices: Array, actions: Int64) -> Int64:
    """Order of rows by owner, then by their choices."""
    radix = np.ones(len(actions) + 1, dtype=object)
    for k in range(len(actions) - 1, -1, -1):
        radix[k] = radix[k + 1] * int(actions[k])
    if radix[0] < 2**62:
        key = choices.astype(np.int64) @ radix[1:].astype(np.int64)
        return np.lexsort((key, owners))
    return np.lexsort((*choices.T[::-1], owners))


def _pays(visits: int) -> bool:
    return visits > _FEW or "numba" in sys.modules


@cache
def _compiled() -> Loops:
    from gametheory.solvers.compiled import njit

    compiled = njit(nogil=True, error_model="numpy")
    return compiled(kernel.induce), compiled(kernel.choose), compiled(kernel.sort_rows)


def _decisions(tree: Tree) -> tuple[Int64, Int64, Int64]:
    """Movers, first successors and successors of decisions; see :func:`backward_kernel.choose`."""
    inner = np.flatnonzero(tree.mover >= 0)
    number = np.zeros(len(tree.mover), dtype=np.int64)
    number[inner] = np.arange(len(inner))
    place = np.where(tree.mover >= 0, number, -1 - tree.row)
    # Decisions come in the order of their columns, which is that of their information sets.
    first = np.append(tree.first_child[inner], len(tree.children))
    return tree.mover[inner], first, place[tree.children]
