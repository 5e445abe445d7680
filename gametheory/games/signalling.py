"""Signalling games: an informed sender, a receiver who sees the message and not the type."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import Labels, labels
from gametheory.errors import InvalidInput
from gametheory.games.extensive_form import ExtensiveFormGame
from gametheory.games.game_tree import Chance, Decision, Terminal
from gametheory.games.labels import numbered
from gametheory.games.payoffs import as_floats, as_payoff_array
from gametheory.games.read_only import ReadOnlyArrays
from gametheory.ragged import positions

Array = npt.NDArray[Any]
WHERE = "SignallingGame"
_SLACK = 1e-12  # of a prior in floats, as of chance events


@attrs.frozen(eq=False, repr=False, init=False)
class SignallingGame(ReadOnlyArrays):
    r"""A sender who knows her type sends a message; a receiver who does not know it replies.

    Nature draws type :math:`t` with probability :math:`\pi_t`; the sender sees it and sends
    message :math:`m`; the receiver sees :math:`m` alone and gives reply :math:`r`. They get
    :math:`u_S(t, m, r)` and :math:`u_R(t, m, r)`.

    Parameters
    ----------
    prior : array_like, shape (\*B, T)
        Probability of each type, above zero; sums to one (exactly, or floats to 1e-12).
    sender, receiver : array_like, shape (\*B, T, M, R)
        Payoffs at type, message and reply. Batch axes of all three broadcast. Integers and
        fractions are exact and stay so; one float among them makes the game floating.
    types, messages, replies : sequence of str, optional
        Labels; by default numbers from 1.

    Raises
    ------
    InvalidInput
        Shapes that do not fit each other, a prior of zero or below or that does not sum to one,
        NaN or infinity, labels that are not as many or not different.

    Examples
    --------
    >>> import gametheory as gt
    >>> game = gt.SignallingGame([0.4, 0.6], [[[2, 0], [3, 1]], [[1, 0], [3, 1]]],
    ...                          [[[1, 0], [1, 0]], [[0, 1], [0, 1]]])
    >>> game.num_types, game.num_messages, game.num_replies
    (2, 2, 2)
    """

    prior: Array
    sender: Array
    receiver: Array
    types: Labels
    messages: Labels
    replies: Labels

    def __init__(
        self,
        prior: npt.ArrayLike,
        sender: npt.ArrayLike,
        receiver: npt.ArrayLike,
        *,
        types: Any = None,
        messages: Any = None,
        replies: Any = None,
    ) -> None:
        weights = as_payoff_array(prior, f"{WHERE}: prior")
        if weights.ndim == 0 or weights.shape[-1] == 0:
            raise InvalidInput(
                f"{WHERE}: prior has shape {weights.shape}; give (*batch, types), one probability "
                "for each type"
            )
        tables = {
            name: _table(values, name, weights.shape[-1])
            for name, values in (("sender", sender), ("receiver", receiver))
        }
        first, second = tables["sender"], tables["receiver"]
        if first.shape[-3:] != second.shape[-3:]:
            raise InvalidInput(
                f"{WHERE}: sender is paid at {_said(first)} but receiver at {_said(second)}; "
                "give both (*batch, types, messages, replies)"
            )
        _check_prior(weights)
        arrays = _of_one_kind(*_broadcast(weights, first, second))
        sizes = first.shape[-3:]
        named = [
            numbered(count) if given is None else labels(given, f"{WHERE}: {name}", count)
            for name, given, count in zip(
                ("types", "messages", "replies"), (types, messages, replies), sizes, strict=True
            )
        ]
        weights, first, second = map(_sealed, arrays)
        self.__attrs_init__(weights, first, second, *named)

    @property
    def num_types(self) -> int:
        """Number of types ``T``."""
        return int(self.sender.shape[-3])

    @property
    def num_messages(self) -> int:
        """Number of messages ``M``."""
        return int(self.sender.shape[-2])

    @property
    def num_replies(self) -> int:
        """Number of replies ``R``."""
        return int(self.sender.shape[-1])

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the leading batch axes, ``()`` for one game."""
        return self.sender.shape[:-3]

    @property
    def num_games(self) -> int:
        """Number of games in the batch, 1 for one game."""
        return int(np.prod(self.batch_shape, dtype=np.int64))

    @property
    def is_exact(self) -> bool:
        """Whether the prior and all payoffs are integers or fractions."""
        return self.sender.dtype != np.float64

    @property
    def flat(self) -> tuple[Array, Array, Array]:
        """Prior ``(G, T)`` and payoffs ``(G, T, M, R)`` of sender and receiver."""
        g, sizes = self.num_games, self.sender.shape[-3:]
        return (
            self.prior.reshape(g, sizes[0]),
            self.sender.reshape(g, *sizes),
            self.receiver.reshape(g, *sizes),
        )

    def to_extensive_form(self) -> ExtensiveFormGame:
        """The tree: nature, the sender at each type, the receiver at each message.

        Its information sets of players carry the labels of types and messages, its chance event
        the label ``nature``; numbers of a batch stay a batch.
        """
        end = Terminal([0, 0])

        def heard(message: str) -> Decision:
            return Decision("receiver", dict.fromkeys(self.replies, end), information_set=message)

        def informed(kind: str) -> Decision:
            sent = {message: heard(message) for message in self.messages}
            return Decision("sender", sent, information_set=kind)

        first, *_ = self.prior.reshape(-1, self.num_types)
        drawn = zip(self.types, first.tolist(), strict=True)
        root = Chance({kind: (p, informed(kind)) for kind, p in drawn}, event="nature")
        shape = ExtensiveFormGame.from_tree(root, players=["sender", "receiver"])
        paid = np.stack([self.sender, self.receiver], axis=-1)
        ends = paid.reshape(*self.batch_shape, -1, 2)
        return shape.with_numbers(ends, {"nature": self.prior})

    def __getitem__(self, key: Any) -> SignallingGame:
        """Games at batch index ``key``."""
        return self.take(positions(self.batch_shape, key, WHERE))

    def take(self, positions: npt.ArrayLike) -> SignallingGame:
        """Games at ``positions`` of the flattened batch; the result has the positions' shape."""
        picked = np.asarray(positions, dtype=np.int64)
        parts = [_sealed(np.asarray(array[picked])) for array in self.flat]
        return _made(parts, (self.types, self.messages, self.replies))

    def __repr__(self) -> str:
        batch = f", batch {self.batch_shape}" if self.batch_shape else ""
        sizes = (self.num_types, self.num_messages, self.num_replies)
        names = ("types", "messages", "replies")
        said = ", ".join(f"{n} {name}" for n, name in zip(sizes, names, strict=True))
        return f"SignallingGame({said}{batch})"


def _made(arrays: list[Array], named: tuple[Labels, Labels, Labels]) -> SignallingGame:
    """A game of what was looked at before."""
    game = SignallingGame.__new__(SignallingGame)
    prior, sender, receiver = arrays
    game.__attrs_init__(prior, sender, receiver, *named)
    return game


def _table(values: Any, name: str, types: int) -> Array:
    array = as_payoff_array(values, f"{WHERE}: {name}")
    if array.ndim < 3 or 0 in array.shape[-3:]:
        raise InvalidInput(
            f"{WHERE}: {name} has shape {array.shape}; give (*batch, types, messages, replies), "
            "at least one of each"
        )
    if array.shape[-3] != types:
        raise InvalidInput(
            f"{WHERE}: prior is for {types} types but {name} for {array.shape[-3]}; give payoffs "
            f"(*batch, {types}, messages, replies)"
        )
    return array


def _said(table: Array) -> str:
    return " x ".join(map(str, table.shape[-3:]))


def _check_prior(prior: Array) -> None:
    bad = np.argwhere(np.asarray(prior <= 0).astype(np.bool_))
    if len(bad):
        place = tuple(int(k) for k in bad[0])
        at = f" at batch index {place[:-1]}" if place[:-1] else ""
        raise InvalidInput(
            f"{WHERE}: prior of type {place[-1]}{at} is {prior[place]}; give a probability above "
            "zero, or leave the type out"
        )
    slack = _SLACK if prior.dtype == np.float64 else 0
    total = np.asarray(prior.sum(axis=-1))
    off = np.argwhere(np.asarray(abs(total - 1) > slack).astype(np.bool_))
    if len(off):
        place = tuple(int(k) for k in off[0])
        at = f" at batch index {place}" if place else ""
        raise InvalidInput(
            f"{WHERE}: prior{at} sums to {total[place]}, not 1; give exact ones as "
            "fractions.Fraction, e.g. Fraction(1, 3)"
        )


def _broadcast(prior: Array, sender: Array, receiver: Array) -> list[Array]:
    shapes = [prior.shape[:-1], sender.shape[:-3], receiver.shape[:-3]]
    try:
        batch = np.broadcast_shapes(*shapes)
    except ValueError:
        raise InvalidInput(
            f"{WHERE}: batch axes of prior {shapes[0]}, sender {shapes[1]} and receiver "
            f"{shapes[2]} do not broadcast; they must fit each other"
        ) from None
    tails = (prior.shape[-1:], sender.shape[-3:], receiver.shape[-3:])
    return [
        np.broadcast_to(array, batch + tail)
        for array, tail in zip((prior, sender, receiver), tails, strict=True)
    ]


def _of_one_kind(prior: Array, sender: Array, receiver: Array) -> list[Array]:
    arrays = [prior, sender, receiver]
    if any(array.dtype == np.float64 for array in arrays):
        return [as_floats(array, WHERE) for array in arrays]
    return arrays


def _sealed(array: Array) -> Array:
    array = array.view()
    array.flags.writeable = False
    return array
