"""Perfect Bayesian equilibria of signalling games: strategies, beliefs, kind."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.certificates.signalling import receiver_gains, sender_gains
from gametheory.games.signalling import SignallingGame
from gametheory.ragged import Ragged
from gametheory.solutions.protocol import Array, Bools, Indices, Rows, Variables, pick
from gametheory.solutions.showing import show_number, show_row, show_table

KINDS = ("pooling", "separating", "semi-separating")


class SignallingProfile(NamedTuple):
    """One equilibrium: ``sender (T, M)``, ``receiver (M, R)``, beliefs ``(M, T)``."""

    sender: Array
    receiver: Array
    belief_low: Array
    belief_high: Array
    kind: str


@attrs.frozen(eq=False, repr=False)
class PerfectBayesianEquilibria(Rows):
    r"""Perfect Bayesian equilibria of each signalling game, ``E`` in all, as rows with offsets.

    Rows are ordered by game, then lexicographically in the strategies, sender first.

    Attributes
    ----------
    game : SignallingGame
        The game or games solved.
    rows : Ragged
        Which rows are whose: ``counts (\*B)``, ``offsets`` and ``game_index (E,)`` read it.
    sender : (E, T, M)
        Probability with which each type sends each message.
    receiver : (E, M, R)
        Probability of each reply after each message.
    belief_low, belief_high : (E, M, T)
        Belief in each type after each message. On the path Bayes' rule gives it and both are
        equal; off the path the least and greatest belief in the type that supports the row.
    belief : (E, M, T)
        One belief that supports the row: the middle of the corners of those that do.
    degenerate : (\*B) bool
        Whether equilibria of the game differ in play and form a continuum, of which the ends are
        listed.
    complete : (\*B) bool
        Whether every play of an equilibrium is listed, or lies between listed ones.
    status_code : (\*B) int8
        :class:`Status` of each game; ``status`` spells it out as advice.
    """

    game: SignallingGame
    rows: Ragged
    sender: Array
    receiver: Array
    belief_low: Array
    belief_high: Array
    belief: Array
    degenerate: Bools
    status_code: npt.NDArray[np.int8]

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Batch shape of the games."""
        return self.game.batch_shape

    @property
    def is_exact(self) -> bool:
        """Whether strategies and beliefs are exact."""
        return self.sender.dtype == object

    @cached_property
    def on_path(self) -> Bools:
        """``(E, M)`` whether the message is sent."""
        return np.asarray(np.asarray(self.sender > 0).astype(np.bool_).any(axis=1))

    @cached_property
    def kind(self) -> Array:
        """``(E,)`` text: all types send alike, no message tells of two types, or neither."""
        alike = np.asarray(self.sender == self.sender[:, :1]).astype(np.bool_).all(axis=(1, 2))
        senders = np.asarray(self.sender > 0).astype(np.bool_).sum(axis=1)
        apart = (senders <= 1).all(axis=1)
        number = np.where(alike, 0, np.where(apart, 1, 2))
        return np.array(KINDS, dtype=object)[number]

    @cached_property
    def _own(self) -> tuple[Array, Array, Array]:
        prior, sender, receiver = self.game.flat
        g = self.game_index
        return prior[g], sender[g], receiver[g]

    @cached_property
    def payoffs(self) -> Array:
        """``(E, 2)`` expected payoffs of sender and receiver, before the type is drawn."""
        prior, *tables = (a.astype(object) if a.dtype == np.int64 else a for a in self._own)
        weight = (prior[:, :, None] * self.sender)[..., None] * self.receiver[:, None]
        return np.stack([(weight * u).sum(axis=(1, 2, 3)) for u in tables], axis=-1)

    @cached_property
    def sender_gains(self) -> Array:
        """``(E, T, M)`` what each type would gain by each message, from the raw payoffs."""
        return sender_gains(self._own[1], self.sender, self.receiver)

    @cached_property
    def receiver_gains(self) -> Array:
        """``(E, M, R)`` what the receiver would gain by each reply, from the raw payoffs."""
        prior, _, payoffs = self._own
        return receiver_gains(prior, payoffs, self.sender, self.receiver, self.belief)

    @cached_property
    def regret(self) -> Array:
        """``(E,)`` the largest gain of any type by a message or of the receiver by a reply.

        After each message, sent or not: at Bayes' belief, recomputed, or at ``belief``.
        """
        count = len(self)
        gains = [g.reshape(count, -1) for g in (self.sender_gains, self.receiver_gains)]
        return np.asarray(np.concatenate(gains, axis=1).max(axis=1))

    def profile(self, row: int) -> SignallingProfile:
        """Strategies, beliefs and kind of one row."""
        t = self._row(row)
        return SignallingProfile(
            self.sender[t],
            self.receiver[t],
            self.belief_low[t],
            self.belief_high[t],
            str(self.kind[t]),
        )

    def _arrays_of_row(self, t: Any) -> str:
        return f" or found.sender[{t}]"

    def _at(self, games: Indices) -> PerfectBayesianEquilibria:
        part, rows = self.rows.take(games)
        n = len(self.batch_shape)
        return attrs.evolve(
            self,
            game=self.game.take(games),
            rows=part,
            degenerate=pick(self.degenerate, n, games),
            status_code=pick(self.status_code, n, games),
            **{name: getattr(self, name)[rows] for name in _ARRAYS},
        )

    def _columns(self) -> dict[str, Array]:
        game = self.game
        out: dict[str, Array] = {"game": self.game_index, "kind": self.kind}
        for t, kind in enumerate(game.types):
            for m, message in enumerate(game.messages):
                out[f"{kind} sends {message}"] = self.sender[:, t, m]
        for m, message in enumerate(game.messages):
            for r, reply in enumerate(game.replies):
                out[f"{reply} after {message}"] = self.receiver[:, m, r]
        for m, message in enumerate(game.messages):
            for t, kind in enumerate(game.types):
                out[f"least belief in {kind} after {message}"] = self.belief_low[:, m, t]
                out[f"greatest belief in {kind} after {message}"] = self.belief_high[:, m, t]
        out["payoff sender"], out["payoff receiver"] = self.payoffs.T
        return {**out, "regret": self.regret}

    def _variables(self) -> tuple[Variables, Variables]:
        batch, e = self._batch_names(), "equilibrium"
        data: Variables = {
            "game_index": (e, self.game_index),
            "sender": ((e, "type", "message"), self.sender),
            "receiver": ((e, "message", "reply"), self.receiver),
            "belief_low": ((e, "message", "type"), self.belief_low),
            "belief_high": ((e, "message", "type"), self.belief_high),
            "kind": (e, self.kind),
            "payoff": ((e, "player"), self.payoffs),
            "regret": (e, self.regret),
            "count": (batch, self.counts),
            "degenerate": (batch, self.degenerate),
            "complete": (batch, self.complete),
            "status_code": (batch, self.status_code),
        }
        named = {"type": self.game.types, "message": self.game.messages, "reply": self.game.replies}
        coordinates = {name: list(names) for name, names in named.items()}
        return data, {**coordinates, "player": ["sender", "receiver"]}

    def _heading(self) -> str:
        games = f"{self.counts.size} games" if self.batch_shape else "one game"
        state = "complete" if bool(np.all(self.complete)) else "NOT complete for every game"
        return f"PerfectBayesianEquilibria({len(self)} in {games}, {state})"

    def __str__(self) -> str:
        game = self.game

        def mixture(names: tuple[str, ...], weights: Array) -> str:
            sure = [name for name, p in zip(names, weights, strict=True) if p == 1]
            if sure:
                return sure[0]
            pairs = zip(weights.tolist(), names, strict=True)
            return " + ".join(f"{show_number(p)} {name}" for p, name in pairs if p)

        def row(e: int) -> str:
            where = f"game {self.game_index[e]}: " if self.batch_shape else ""
            sends = ", ".join(
                f"{kind} sends {mixture(game.messages, self.sender[e, t])}"
                for t, kind in enumerate(game.types)
            )
            answers = ", ".join(
                f"{mixture(game.replies, self.receiver[e, m])} after {message}"
                f"{'' if self.on_path[e, m] else ' (not sent)'}"
                for m, message in enumerate(game.messages)
            )
            return (
                f"{where}{self.kind[e]}: {sends}; {answers}   payoffs ({show_row(self.payoffs[e])})"
            )

        return show_table(self._heading(), len(self), row)


_ARRAYS = ("sender", "receiver", "belief_low", "belief_high", "belief")
