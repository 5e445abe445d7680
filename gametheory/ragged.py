"""Rows that belong to the games of a batch, several or none to each: offsets and owners."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]


@attrs.frozen(eq=False)
class Ragged:
    """``T`` rows, ordered by the game that they belong to.

    Attributes
    ----------
    shape : tuple of int
        Batch shape ``B`` of the games (or other cells).
    offsets : (prod(B) + 1,) int64
        Row ``offsets[g]`` is the first of flattened game ``g``.
    """

    shape: tuple[int, ...]
    offsets: Int64

    @classmethod
    def of_counts(cls, counts: npt.NDArray[Any]) -> Ragged:
        """So many rows for each game; the shape of ``counts`` is the batch shape."""
        offsets = np.zeros(counts.size + 1, dtype=np.int64)
        np.cumsum(counts.ravel(), out=offsets[1:])
        return cls(counts.shape, offsets)

    @classmethod
    def of_owners(cls, owners: npt.NDArray[Any], shape: tuple[int, ...]) -> Ragged:
        """Each row's game, in ascending order."""
        games = int(np.prod(shape, dtype=np.int64))
        return cls.of_counts(np.bincount(owners, minlength=games).reshape(shape))

    @cached_property
    def counts(self) -> Int64:
        r"""``(\*B)`` rows of each game."""
        return np.diff(self.offsets).reshape(self.shape)

    @cached_property
    def owners(self) -> Int64:
        """``(T,)`` position of each row's game in the flattened batch."""
        counts = np.diff(self.offsets)
        return np.repeat(np.arange(counts.size, dtype=np.int64), counts)

    def __len__(self) -> int:
        return int(self.offsets[-1])

    def pick(self, key: Any, name: str) -> tuple[npt.NDArray[Any], Ragged, Int64]:
        """Flat positions of the games at batch index ``key``, their rows' frame, and the rows.

        Raises
        ------
        IndexError
            In the words of ``name``, the kind of listing.
        """
        games = positions(self.shape, key, name)
        return games, *self.take(games)

    def take(self, games: Int64) -> tuple[Ragged, Int64]:
        """The rows of the games at these flat positions, of any shape: their frame and places."""
        starts = self.offsets[:-1][games]
        part = Ragged.of_counts(np.asarray(self.offsets[1:][games] - starts))
        shift = starts.ravel() - part.offsets[:-1]
        return part, np.arange(len(part)) + np.repeat(shift, np.diff(part.offsets))


def positions(shape: tuple[int, ...], key: Any, name: str) -> Int64:
    """Flat positions of the games at index ``key`` of a batch.

    Raises
    ------
    IndexError
        In the words of ``name``, what is indexed.
    """
    keys = key if isinstance(key, tuple) else (key,)
    if len(keys) == len(shape) and all(map(_is_within, keys, shape)):
        # One game: a loop over single games must not read through the whole batch each time.
        flat = 0
        for k, size in zip(keys, shape, strict=True):
            flat = flat * size + int(k) % size
        return np.array(flat)
    try:
        return np.asarray(_all_positions(shape)[key])
    except IndexError as error:
        raise IndexError(f"{name} of batch shape {shape}: {error}") from None


def _all_positions(shape: tuple[int, ...]) -> Int64:
    return np.arange(int(np.prod(shape, dtype=np.int64))).reshape(shape)


def _is_within(k: Any, size: int) -> bool:
    return isinstance(k, int | np.integer) and not isinstance(k, bool) and bool(-size <= k < size)


class RaggedRows:
    """Counts, offsets and owners of a listing that keeps them in ``rows``."""

    __slots__ = ()

    @property
    def rows(self) -> Ragged:
        """Which rows are whose."""
        raise NotImplementedError

    @property
    def counts(self) -> Int64:
        r"""``(\*B)`` rows of each game."""
        return self.rows.counts

    @property
    def offsets(self) -> Int64:
        """Row ``offsets[g]`` is the first of flattened game ``g``; length ``num_games + 1``."""
        return self.rows.offsets

    @property
    def game_index(self) -> Int64:
        """``(T,)`` position of each row's game in the flattened batch."""
        return self.rows.owners

    def __len__(self) -> int:
        return len(self.rows)
