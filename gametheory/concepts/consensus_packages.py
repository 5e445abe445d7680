"""Packages by consensus: whether all can gain, from how few issues, and who stands in the way."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from gametheory.arguments import choice, instance
from gametheory.errors import TooLarge
from gametheory.exact.rationals import Rationals
from gametheory.games.consensus_packages import ConsensusPackages
from gametheory.ragged import Ragged
from gametheory.solutions.consensus_packages import MinimalPackages, MutualGains, Which
from gametheory.solutions.provenance import recorded
from gametheory.solutions.status import Status
from gametheory.solvers.programmes.packages import (
    Numbers,
    divisible_packages,
    minimal_sets,
    pivotal,
    whole_sets,
)

Array = npt.NDArray[Any]

WHICH = ("weights", "shares", "subset")
_MOST_WHOLE, _MOST_MINIMAL = 16, 12
_OF_VERDICT = np.array([Status.SOME_GAIN, Status.ALL_GAIN, Status.NO_PACKAGE], dtype=np.int8)
_ADVICE = "gametheory.ConsensusPackages(values) makes one from an array (*batch, N, K)"


@recorded
def mutual_gain_packages(game: ConsensusPackages, *, which: Which = "weights") -> MutualGains:
    r"""A package from which every member gains, or the proof that there is none.

    A package :math:`x \ge 0` of issues gives member :math:`i` the gain :math:`\sum_k v_{ik} x_k`.
    Either one exists with all gains positive, or there are weights :math:`\lambda \ge 0` of the
    members, of sum 1, at which no issue is worth more than nothing:
    :math:`\sum_i \lambda_i v_{ik} \le 0` for all :math:`k`.

    Parameters
    ----------
    game : ConsensusPackages
        One game or a batch.
    which : {"weights", "shares", "subset"}
        Packages of parts that add up to 1; of a share in [0, 1] of each issue; or of whole issues,
        up to 16. The first two exist together and differ in which one has the largest least gain.

    Returns
    -------
    MutualGains
        For each game a status:

        - all gain: a package with the largest least gain, and weights that prove it largest, unless
          issues are whole;
        - some gain and nobody loses, but not all can gain: a package for as many as possible (with
          divisible issues all who ever gain without another's loss gain at once), and weights of
          the others;
        - no package: from each that changes anything somebody loses. Every weighted sum is negative
          (Gordan 1873), or every weight positive (Stiemke 1915). A package to which all are
          indifferent counts as none.

    Raises
    ------
    InvalidInput
        No ConsensusPackages, or an unknown ``which``.
    TooLarge
        More than 16 issues that are adopted whole.

    Notes
    -----
    The least gain is the value of a matrix game of issues against members, solved by the simplex
    method on a dictionary of :math:`(K + 1)(N + 1)` numbers, from some pivot on by Bland's rule,
    which does not cycle. Exact values are solved in whole numbers without fractions. Floats are
    binary numbers, and a decision is taken from doubles only where a bound on all rounding allows
    no other; the rest are settled in whole numbers, and their packages and weights then rounded.
    Larger games are solved the same way; one that doubles cannot decide takes Python's integers, a
    second at 40 members and 40 issues. Whole issues: all :math:`2^K` sets, by the same two steps;
    of sets whose least gains differ by no more than rounding, either may be shown.

    For values with independent continuous distributions symmetric about zero a package of divisible
    issues exists with probability :math:`2^{-(N+K-1)} \sum_{j<K} \binom{N+K-1}{j}` (Wendel 1962,
    applied to :math:`N` rows and the :math:`K` conditions :math:`x_k \ge 0`).

    Examples
    --------
    Each side's favourite hurts the other, and neither passes alone:

    >>> import gametheory as gt
    >>> found = gt.mutual_gain_packages(gt.ConsensusPackages([[3, -2], [-2, 3]]))
    >>> print(*found.package, found.gain)
    1/2 1/2 1/2

    Something for everybody, and yet no package:

    >>> found = gt.mutual_gain_packages(gt.ConsensusPackages([[1, -2], [-2, 1]]))
    >>> print(bool(found.exists), *found.member_weights, *found.surplus)
    False 1/2 1/2 -1/2 -1/2
    """
    where = "mutual_gain_packages"
    instance(game, ConsensusPackages, where, _ADVICE)
    choice(which, WHICH, "which", where)
    values, shape = game.flat_values, game.batch_shape
    found = divisible_packages(values, which == "shares")
    verdict, package, gaining = found.verdict, _read(found.package), found.gaining
    codes = _OF_VERDICT[verdict]
    if which == "subset":
        _few_enough(game, _MOST_WHOLE, where)
        sets = whole_sets(values)
        package = _adopted(sets.chosen, game)
        gaining = sets.gaining
        codes = _OF_VERDICT[sets.verdict]
        codes[(sets.verdict == -1) & (verdict != -1)] = Status.NO_WHOLE_PACKAGE
    return MutualGains(
        game=game,
        which=which,
        package=package.reshape((*shape, game.num_issues)),
        member_weights=_read(found.weights).reshape((*shape, game.num_members)),
        gaining=gaining.reshape((*shape, game.num_members)),
        rounded=found.rounded.reshape(shape),
        codes=codes.reshape(shape),
    )


@recorded
def minimal_packages(game: ConsensusPackages, *, which: Which = "weights") -> MinimalPackages:
    r"""Every least set of issues that suffices for all to gain, and the members in the way.

    A set suffices if a package made of its issues alone gives each member a positive gain, and is
    least if no part of it suffices. A member is pivotal where not all can gain, but all others can
    once this member has left.

    Parameters
    ----------
    game : ConsensusPackages
        One game or a batch, of up to 12 issues.
    which : {"weights", "shares", "subset"}
        As for :func:`gametheory.mutual_gain_packages`; the first two have the same sets. With
        "subset" all issues of a set are adopted whole.

    Returns
    -------
    MinimalPackages
        Complete.

    Raises
    ------
    InvalidInput
        No ConsensusPackages, or an unknown ``which``.
    TooLarge
        More than 12 issues.

    Notes
    -----
    A programme for each set of issues of which no part suffices already, at most :math:`2^K`, and
    one without each member. Divisible issues: a least set has at most ``N`` of them
    (Caratheodory).

    Examples
    --------
    >>> import gametheory as gt
    >>> game = gt.ConsensusPackages(
    ...     [[3, -2, 1], [-2, 3, 1]], issues=["trade", "ties", "terrorism"])
    >>> list(gt.minimal_packages(game))
    [('terrorism',), ('trade', 'ties')]
    """
    where = "minimal_packages"
    instance(game, ConsensusPackages, where, _ADVICE)
    choice(which, WHICH, "which", where)
    _few_enough(game, _MOST_MINIMAL, where)
    values, shape = game.flat_values, game.batch_shape
    whole = which == "subset"
    sets, minimal = minimal_sets(values, whole)
    owners, places = np.nonzero(minimal)
    return MinimalPackages(
        game=game,
        which=which,
        rows=Ragged.of_owners(owners, shape),
        issues=sets[places],
        pivotal_members=pivotal(values, whole).reshape((*shape, game.num_members)),
    )


def _few_enough(game: ConsensusPackages, most: int, where: str) -> None:
    if game.num_issues > most:
        raise TooLarge(
            f"{where}: {game.num_issues} issues have 2^{game.num_issues} sets; at most {most} "
            "issues: leave out, or join, those that matter least"
        )


def _read(numbers: Numbers) -> Array:
    return numbers.to_fractions() if isinstance(numbers, Rationals) else numbers


def _adopted(chosen: npt.NDArray[np.int64], game: ConsensusPackages) -> Array:
    bits = (chosen[:, None] >> np.arange(game.num_issues)) & 1
    if game.is_exact:
        return np.asarray(np.array([Fraction(0), Fraction(1)], dtype=object)[bits])
    return bits.astype(np.float64)
