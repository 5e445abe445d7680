"""The loop of backward induction over the games of a batch, written to be compiled.

Nodes are numbered in prefix order, so that from the last to the first every node comes after what
follows it. A node's choice depends on choices below alone, and some choice is always best: the
profiles are counted off like an odometer whose fastest wheel is the root, and no turn of it is in
vain.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_EPS = 2.0**-52

FIRST, COUNT, FILL = 0, 1, 2
"""What is asked: the first profile and whether it is alone; how many; all of them."""


def induce(
    payoffs: Any,
    start: int,
    stop: int,
    task: int,
    row: Any,
    mover: Any,
    first_child: Any,
    children: Any,
    coefficient: Any,
    rounded: bool,
    column: Any,
    most: int,
    games: Any,
    counts: Any,
    doubtful: Any,
    choices: Any,
    values: Any,
    offsets: Any,
) -> None:
    """Solve ``games[start:stop]``; a node's value is a sum of coefficients times its children's.

    Parameters
    ----------
    payoffs : (G, K, N)
    row : (nodes,) which row of the payoffs an end has; mover : (nodes,) player, -1 chance, -2 end
    first_child : (nodes + 1,); children : (nodes - 1,)
    coefficient : (1 or G, nodes)
        What a node's value counts in its parent's: a probability, or a whole number that brings
        values to one denominator.
    rounded : bool
        Whether sums are rounded; then errors are bounded and comparisons closer than that are
        doubtful.
    column : (nodes,) of a decision in ``choices``
    most : int, profiles of one game that are counted and listed
    counts, doubtful, offsets : one entry for each of ``games``
    choices (T, H), values (T, N) : rows ``offsets[k] ..`` are the profiles of ``games[k]``
    """
    nodes = len(mover)
    players = payoffs.shape[2]
    value = np.zeros((nodes, players), payoffs.dtype)
    error = np.zeros(nodes)
    choice = np.zeros(nodes, np.int64)
    for k in range(start, stop):
        g = games[k]
        c = g if len(coefficient) > 1 else 0
        for v in range(nodes):
            if mover[v] == -2:
                for i in range(players):
                    value[v, i] = payoffs[g, row[v], i]
        found = 0
        tied = False
        top = nodes - 1
        while True:
            # Values from `top` to the root, each node at its first best action.
            for v in range(top, -1, -1):
                who = mover[v]
                if who == -2:
                    continue
                low, high = first_child[v], first_child[v + 1]
                if who == -1:
                    for i in range(players):
                        value[v, i] = 0
                    error[v] = 0.0
                    for j in range(low, high):
                        u = children[j]
                        for i in range(players):
                            value[v, i] += coefficient[c, u] * value[u, i]
                    if rounded:
                        largest = 0.0
                        for i in range(players):
                            size = 0.0
                            for j in range(low, high):
                                size += abs(coefficient[c, children[j]] * value[children[j], i])
                            largest = max(largest, size)
                        for j in range(low, high):
                            error[v] += coefficient[c, children[j]] * error[children[j]]
                        error[v] += (high - low + 2) * _EPS * largest + 1e-320
                    continue
                at = 0
                best = coefficient[c, children[low]] * value[children[low], who]
                same = False
                for j in range(low + 1, high):
                    other = coefficient[c, children[j]] * value[children[j], who]
                    if other > best:
                        best = other
                        at = j - low
                        same = False
                    elif other == best:
                        same = True
                tied = tied or same
                u = children[low + at]
                if rounded:
                    for j in range(low, high):
                        w = children[j]
                        room = error[u] + error[w]
                        if j != low + at and room > 0.0 and not (best - value[w, who] > room):
                            doubtful[k] = 1
                choice[v] = at
                for i in range(players):
                    value[v, i] = coefficient[c, u] * value[u, i]
                error[v] = error[u]
            if task == 0:
                counts[k] = 2 if tied else 1
            if task != 1:
                t = offsets[k] + found
                for v in range(nodes):
                    if mover[v] >= 0:
                        choices[t, column[v]] = choice[v]
                for i in range(players):
                    values[t, i] = value[0, i]
            found += 1
            if task == 0 or not tied or found == most or doubtful[k] == 1:
                break
            # The first node with another best action takes it; nodes before it start anew.
            turned = -1
            for v in range(nodes):
                who = mover[v]
                if who < 0:
                    continue
                low, high = first_child[v], first_child[v + 1]
                u = children[low + choice[v]]
                best = coefficient[c, u] * value[u, who]
                for j in range(low + choice[v] + 1, high):
                    if coefficient[c, children[j]] * value[children[j], who] == best:
                        turned = v
                        choice[v] = j - low
                        for i in range(players):
                            value[v, i] = coefficient[c, children[j]] * value[children[j], i]
                        error[v] = error[children[j]]
                        break
                if turned >= 0:
                    break
            if turned < 0:
                break
            top = turned - 1
        if task == 1:
            counts[k] = found


def choose(
    payoffs: Any,
    start: int,
    stop: int,
    task: int,
    mover: Any,
    first: Any,
    successor: Any,
    most: int,
    games: Any,
    counts: Any,
    choices: Any,
    values: Any,
    offsets: Any,
) -> None:
    """The same without chance, where a node's value is the row of the end that it leads to.

    Decisions are numbered in prefix order; ``successor[first[d] + a]`` is a later decision, or
    ``-1 - row`` for an end whose payoffs are in that row.
    """
    decisions = len(mover)
    players = payoffs.shape[2]
    leaf = np.zeros(decisions, np.int64)
    choice = np.zeros(decisions, np.int64)
    for k in range(start, stop):
        g = games[k]
        found = 0
        tied = False
        top = decisions - 1
        while True:
            for d in range(top, -1, -1):
                who = mover[d]
                low = first[d]
                s = successor[low]
                end = -1 - s if s < 0 else leaf[s]
                at = 0
                best = payoffs[g, end, who]
                same = False
                for j in range(low + 1, first[d + 1]):
                    s = successor[j]
                    e = -1 - s if s < 0 else leaf[s]
                    other = payoffs[g, e, who]
                    if other > best:
                        best, at, end, same = other, j - low, e, False
                    elif other == best:
                        same = True
                leaf[d], choice[d] = end, at
                tied |= same
            if task != 1:
                t = offsets[k] + found
                for d in range(decisions):
                    choices[t, d] = choice[d]
                for i in range(players):
                    values[t, i] = payoffs[g, leaf[0], i]
            found += 1
            if task == 0 or found == most:
                break
            turned = -1
            for d in range(decisions):
                best = payoffs[g, leaf[d], mover[d]]
                for j in range(first[d] + choice[d] + 1, first[d + 1]):
                    s = successor[j]
                    e = -1 - s if s < 0 else leaf[s]
                    if payoffs[g, e, mover[d]] == best:
                        turned = d
                        leaf[d], choice[d] = e, j - first[d]
                        break
                if turned >= 0:
                    break
            if turned < 0:
                break
            top = turned - 1
        if task == 0:
            counts[k] = 2 if tied else 1
        elif task == 1:
            counts[k] = found


def sort_rows(
    choices: Any, values: Any, start: int, stop: int, offsets: Any, counts: Any, most: int
) -> None:
    """Put each game's rows in the order of their choices, where there are at most ``most``."""
    decisions, players = choices.shape[1], values.shape[1]
    choice = np.zeros(decisions, choices.dtype)
    value = np.zeros(players, values.dtype)
    for k in range(start, stop):
        if counts[k] > most:
            continue
        first = offsets[k]
        for t in range(first + 1, first + counts[k]):
            for d in range(decisions):
                choice[d] = choices[t, d]
            for i in range(players):
                value[i] = values[t, i]
            s = t
            while s > first:
                before = False
                for d in range(decisions):
                    if choices[s - 1, d] != choice[d]:
                        before = choices[s - 1, d] < choice[d]
                        break
                if before:
                    break
                for d in range(decisions):
                    choices[s, d] = choices[s - 1, d]
                for i in range(players):
                    values[s, i] = values[s - 1, i]
                s -= 1
            for d in range(decisions):
                choices[s, d] = choice[d]
            for i in range(players):
                values[s, i] = value[i]
