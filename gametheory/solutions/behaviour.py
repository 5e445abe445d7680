"""Behaviour strategies: what each player chooses at each of her information sets."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput
from gametheory.games.extensive_form import ExtensiveFormGame


@attrs.frozen(eq=False, repr=False)
class BehaviourProfile:
    """Each player's choice probabilities at each information set.

    Attributes
    ----------
    game : ExtensiveFormGame
    probabilities : tuple of arrays
        One for each of ``game.information_sets``: a number for each action; exact fractions where
        the strategies are exact. Chance events carry their own probabilities.
    reached_by_own_play : tuple of bool
        Whether the player's own strategy lets the information set be reached. Where it does not,
        the mixed strategy says nothing of what is chosen there and the actions are equally likely.
    """

    game: ExtensiveFormGame
    probabilities: tuple[npt.NDArray[Any], ...]
    reached_by_own_play: tuple[bool, ...]

    def node_probabilities(self) -> npt.NDArray[Any]:
        """Probability that play reaches each node, shape ``(num_nodes,)``."""
        game = self.game
        if game.batch_shape:
            raise InvalidInput(
                f"BehaviourProfile: a batch of shape {game.batch_shape}; a profile is of one game"
            )
        kind = object if all(p.dtype == object for p in self.probabilities) else np.float64
        reach = np.zeros(game.num_nodes, dtype=kind)
        reach[0] = Fraction(1) if kind is object else 1.0
        for node in range(1, game.num_nodes):
            above = int(game.parent[node])
            chosen = self.probabilities[int(game.information_set[above])][int(game.action[node])]
            reach[node] = reach[above] * chosen
        return reach

    def payoffs(self) -> npt.NDArray[Any]:
        r"""Expected payoffs :math:`\sum_z P(z) u(z)` over the ends ``z``, shape ``(N,)``."""
        weight = self.node_probabilities()[self.game.terminal_nodes]
        paid = self.game.end_payoffs
        if weight.dtype == object and paid.dtype == np.int64:
            paid = paid.astype(object)
        total: npt.NDArray[Any] = (weight[:, None] * paid).sum(axis=0)
        return total

    def to_dict(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Player → information set → action → probability.

        A blank or repeated label of an information set is replaced by ``#k``, its position in
        ``game.information_sets``.
        """
        out: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in self.game.players}
        for k, (h, p) in enumerate(
            zip(self.game.information_sets, self.probabilities, strict=True)
        ):
            if h.is_chance:
                continue
            own = out[self.game.players[h.player]]
            own[self.game.set_names[k]] = dict(zip(h.actions, p, strict=True))
        return out

    def __repr__(self) -> str:
        return f"BehaviourProfile({self.to_dict()})"
