"""Negotiations by consensus: what each issue is worth to each member."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.arguments import Labels, labels
from gametheory.errors import InvalidInput
from gametheory.games.labels import numbered
from gametheory.games.payoffs import as_payoff_array
from gametheory.games.read_only import ReadOnlyArrays
from gametheory.ragged import positions

_WHERE = "ConsensusPackages"


@attrs.frozen(eq=False, repr=False, init=False)
class ConsensusPackages(ReadOnlyArrays):
    r"""``N`` members who agree on a package of ``K`` issues, or on nothing.

    A package :math:`x \ge 0` adopts the part :math:`x_k` of issue :math:`k` and is worth
    :math:`\sum_k v_{ik} x_k` to member :math:`i`; without agreement each gets zero. Each member has
    a veto. :func:`gametheory.mutual_gain_packages` says whether a package exists from which all
    gain.

    Parameters
    ----------
    values : array_like, shape (\*B, N, K)
        ``values[..., i, k]`` is :math:`v_{ik}`, what the adoption of issue ``k`` is worth to member
        ``i``, in the member's units. Integers and fractions stay exact.
    members, issues : sequence of str, optional
        Names, by default "1", "2", ....

    Raises
    ------
    InvalidInput
        (a ``ValueError``) No member or no issue, ragged rows, NaN or infinity, labels that do not
        fit.

    Notes
    -----
    That an item passes by itself, with :math:`v_{ik} \ge 0` for all :math:`i`, is the case of a
    package of one issue. Packages that outdo consent item by item are issue linkage (Tollison and
    Willett 1979).

    Examples
    --------
    Two blocs, each of which wants what hurts the other a little:

    >>> import gametheory as gt
    >>> game = gt.ConsensusPackages([[3, -2], [-2, 3]], members=["East", "West"])
    >>> game.num_members, game.num_issues, game.batch_shape
    (2, 2, ())
    """

    values: npt.NDArray[Any]
    members: Labels
    issues: Labels

    def __init__(
        self,
        values: npt.ArrayLike,
        *,
        members: Sequence[str] | None = None,
        issues: Sequence[str] | None = None,
    ) -> None:
        array = as_payoff_array(values, f"{_WHERE}: values")
        if array.ndim < 2 or 0 in array.shape[-2:]:
            raise InvalidInput(
                f"{_WHERE}: values have shape {array.shape}; give (*batch, N, K), a row for each "
                "of at least one member with a value for each of at least one issue"
            )
        n, k = array.shape[-2:]
        named = numbered(n) if members is None else labels(members, f"{_WHERE}: members", n)
        items = numbered(k) if issues is None else labels(issues, f"{_WHERE}: issues", k)
        array = array.view()
        array.flags.writeable = False
        self.__attrs_init__(array, named, items)

    @property
    def num_members(self) -> int:
        """Number of members ``N``."""
        return int(self.values.shape[-2])

    @property
    def num_issues(self) -> int:
        """Number of issues ``K``."""
        return int(self.values.shape[-1])

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the leading batch axes, ``()`` for one game."""
        return self.values.shape[:-2]

    @property
    def num_games(self) -> int:
        """Number of games in the batch, 1 for one game."""
        return int(np.prod(self.batch_shape, dtype=np.int64))

    @property
    def is_exact(self) -> bool:
        """Whether values are integers or fractions."""
        return self.values.dtype != np.float64

    @property
    def flat_values(self) -> npt.NDArray[Any]:
        """Values with one batch axis, ``(G, N, K)``."""
        return self.values.reshape(self.num_games, *self.values.shape[-2:])

    def __getitem__(self, key: Any) -> ConsensusPackages:
        """Games at batch index ``key``; members and issues cannot be indexed."""
        return self.take(positions(self.batch_shape, key, _WHERE))

    def take(self, positions: npt.ArrayLike) -> ConsensusPackages:
        """Games at ``positions`` of the flattened batch; the result has the positions' shape."""
        picked = np.asarray(positions, dtype=np.int64)
        return ConsensusPackages(self.flat_values[picked], members=self.members, issues=self.issues)

    def to_exact(self) -> ConsensusPackages:
        """The same values as fractions, floats as the binary numbers they are."""
        values = np.empty(self.values.shape, dtype=object)
        values.ravel()[:] = [Fraction(v) for v in self.values.ravel().tolist()]
        return ConsensusPackages(values, members=self.members, issues=self.issues)

    def __repr__(self) -> str:
        batch = f", batch {self.batch_shape}" if self.batch_shape else ""
        return f"ConsensusPackages({self.num_members} members, {self.num_issues} issues{batch})"
