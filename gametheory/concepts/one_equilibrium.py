"""One equilibrium of each game, for games too large to enumerate."""

from __future__ import annotations

from typing import Literal

import numpy as np

from gametheory.concepts.forms import FiniteGame, strategic
from gametheory.concepts.one_of_two import Profiles, one_of_two
from gametheory.errors import InvalidInput, shown, whole_number
from gametheory.games.normal_form import NormalFormGame
from gametheory.solutions.equilibria import Equilibria
from gametheory.solutions.provenance import recorded
from gametheory.solutions.status import Status

Method = Literal["auto", "pure", "zero-sum", "lemke-howson", "logit"]


@recorded
def nash_equilibrium(
    game: FiniteGame, *, method: Method = "auto", max_pivots: int = 1_000_000
) -> Equilibria:
    r"""One Nash equilibrium of each game, also of games too large to enumerate.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        One game or a batch. Exact payoffs give an exact equilibrium.
    method : {"auto", "pure", "zero-sum", "lemke-howson", "logit"}
        ``"auto"`` takes, game by game, the first that applies: a pure equilibrium, a strict one
        rather than one with ties; the linear programme, where the payoffs are strictly
        competitive (:math:`B = \text{constant} - \text{rate} \cdot A` with a positive rate, which
        includes zero-sum and constant-sum games); complementary pivoting. Games of more than two
        players are reduced first, by strict dominance and to the players with a choice; where
        more than two are left, small games get the first row of :func:`nash_equilibria` and
        others the limit of their logit branch (``"logit"``), polished by Newton's method, and the
        other of the two where one finds nothing; ``.status`` says which it was.
    max_pivots : int
        Pivots allowed to a game; 200x200 games with random payoffs need a few hundred.

    Returns
    -------
    Equilibria
        One row for each game, or none, with ``.status`` to say why. ``.complete`` is True where
        there is a row: one equilibrium is what was promised. ``.degenerate`` is False throughout,
        since degeneracy is not looked for. ``.regret`` is recomputed from the payoffs, of exact
        games exactly; it is rounding but for logit limits, where up to 1e-9 of the largest
        incentive is accepted.

    Raises
    ------
    InvalidInput
        An unknown method; ``"zero-sum"`` for a game that is not; ``"zero-sum"`` or
        ``"lemke-howson"`` for more than two players; ``max_pivots`` no integer of at least 1.

    Notes
    -----
    Lemke and Howson (1964), ties broken lexicographically; labels are dropped in turn with small
    (Codenotti, De Rossi and Pagan 2008), then varying pivot caps (Luby, Sinclair and Zuckerman
    1993), because some paths are a thousand times longer than others; on some families all are
    exponentially long (Savani and von Stengel 2006). A pivot costs :math:`O(k(m + n))` with
    :math:`k` actions in use.

    Examples
    --------
    >>> import gametheory as gt
    >>> game = gt.NormalFormGame.from_bimatrix([[3, 0], [0, 1]], [[0, 2], [1, 0]])
    >>> print(gt.nash_equilibrium(game))
    Equilibria(1 in one game, complete)
      1/3 2/3 | 1/4 3/4   payoffs (3/4, 2/3)
    """
    where = "nash_equilibrium"
    game = strategic(game, where)
    if str(method) not in ("auto", "pure", "zero-sum", "lemke-howson", "logit"):
        raise InvalidInput(
            f"{where}: unknown method {shown(method)}; give 'auto', 'pure', 'zero-sum', "
            "'lemke-howson' or 'logit'"
        )
    if method in ("zero-sum", "lemke-howson") and game.num_players != 2:
        raise InvalidInput(
            f"{where}: method {method!r} is for two players, this game has {game.num_players}; "
            "method='auto' accepts any number"
        )
    max_pivots = whole_number(max_pivots, 1, "max_pivots", where)
    if game.num_players == 2 and method != "logit":
        return one_of_two(game, str(method), max_pivots)
    profile = Profiles.empty(game)
    if method in ("auto", "pure"):
        profile.take_pure(game.flat_payoffs)
    if method == "pure":
        return profile.equilibria(game, Status.NONE_FOUND)
    if not profile.found.all():
        _take_several(profile, game, str(method), max_pivots)
    return profile.equilibria(game, Status.NOT_REACHED)


def _take_several(profile: Profiles, game: NormalFormGame, method: str, max_pivots: int) -> None:
    """Fill the games that have no profile yet."""
    # Here, because it loads the compiler, which games of two players may not need.
    from gametheory.concepts.one_of_several import one_of_several

    games = np.flatnonzero(~profile.found)
    some = NormalFormGame(game.flat_payoffs[games], players=game.num_players)
    one = one_of_several(some, method, max_pivots)
    good = one.status != Status.NOT_REACHED
    if any(s.dtype != object for s in one.strategies):
        # Irrational equilibria of exact games are doubles; then so is the whole answer.
        profile.strategies = tuple(s.astype(np.float64) for s in profile.strategies)
    for mine, theirs in zip(profile.strategies, one.strategies, strict=True):
        mine[games[good]] = theirs[good]
    profile.found[games[good]] = True
    profile.code[games[good]] = one.status[good]
