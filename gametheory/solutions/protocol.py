"""What every answer has in common: batch, status, provenance, tables, and how it is shown."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

import attrs
import numpy as np
import numpy.typing as npt

from gametheory.errors import InvalidInput, visible
from gametheory.ragged import Ragged, RaggedRows, positions
from gametheory.solutions.provenance import Arithmetic, Made, Provenance
from gametheory.solutions.status import Status, advice, all_promised

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = npt.NDArray[Any]
Codes = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]
Variables = dict[str, Any]

MOST_SHOWN = 20
"""Rows of an answer that a notebook or a console shows."""


@attrs.frozen(eq=False, repr=False)
class Answer:
    r"""Base of every answer: a status for each game of a batch, and where the answer comes from.

    Attributes
    ----------
    status_code : (\*B) int8
        :class:`Status` of each game; ``status`` spells it out as advice.
    complete : (\*B) bool
        Whether the answer is everything that its function promises.
    provenance : Provenance or None
        Which function made it, with which options, exactly or in floats, in how many seconds.
    """

    _made: Made | None = attrs.field(default=None, kw_only=True, repr=False, eq=False)

    @property
    def status_code(self) -> Codes:
        r"""``(\*B)`` :class:`Status` of each game."""
        raise NotImplementedError

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the batch of games."""
        return self.status_code.shape

    @property
    def status(self) -> Array:
        r"""``(\*B)`` strings: what is known of each game's answer and what to do next."""
        return advice(self.status_code)

    @property
    def complete(self) -> Bools:
        r"""``(\*B)`` whether the answer is everything that its function promises."""
        return all_promised(self.status_code)

    @property
    def is_exact(self) -> bool:
        """Whether the numbers in the answer are exact."""
        return False

    @property
    def provenance(self) -> Provenance | None:
        """Which function made the answer, with which options, and how; None if made by hand."""
        arithmetic: Arithmetic = "exact" if self.is_exact else "float"
        return None if self._made is None else Provenance.of_call(self._made, arithmetic)

    def __getitem__(self, key: Any) -> Self:
        """The answer for the games at batch index ``key``."""
        return self._at(self._positions(key))

    def __iter__(self) -> Iterator[Any]:
        if not self.batch_shape:
            raise TypeError(f"{type(self).__name__}: the answer for one game has no rows")
        return (self[k] for k in range(self.batch_shape[0]))

    def _positions(self, key: Any) -> Indices:
        name = type(self).__name__
        try:
            return positions(self.batch_shape, key, name)
        except IndexError:
            if self.batch_shape:
                raise
            raise IndexError(f"{name}: {self._of_one(key)}") from None

    def _of_one(self, key: Any) -> str:
        return "this is the answer for one game, and indexing is by batch index; use it as it is"

    def _at(self, games: Indices) -> Self:
        """The answer for the games at these flat positions, which are of the new batch shape."""
        raise NotImplementedError

    # Tables

    def _columns(self) -> dict[str, Array]:
        """Columns of a table: of a row for each row of a list, or for each game."""
        raise NotImplementedError

    def _variables(self) -> tuple[Variables, Variables]:
        """Labelled arrays and their coordinates."""
        raise NotImplementedError

    def _batch_names(self) -> tuple[str, ...]:
        return tuple(f"batch_{k}" for k in range(len(self.batch_shape)))

    def to_dataframe(self) -> pd.DataFrame:
        """One row for each row of a list, or for each game, with its position in the batch."""
        import pandas as pd

        return pd.DataFrame(self._columns())

    def to_dataset(self) -> xr.Dataset:
        """Labelled arrays; ``batch_0, ...`` are the axes of the batch."""
        import xarray as xr

        data, coordinates = self._variables()
        made = self.provenance
        return xr.Dataset(data, coordinates, None if made is None else {"provenance": str(made)})

    # What a person sees

    def _heading(self) -> str:
        """How much there is, in one line."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return self._heading() if self.batch_shape else str(self)

    def describe(self) -> str:
        """Everything that is known, as text: what ``print`` shows, the advice, the provenance."""
        said = sorted(set(np.ravel(self.status).tolist()))
        made = self.provenance
        lines = [str(self), *(f"status: {text}" for text in said)]
        return "\n".join([*lines, *([] if made is None else [f"made by {made}"])])

    def _repr_html_(self) -> str:
        """What a notebook shows: rows in a table, labels escaped; the advice; the provenance."""
        columns = {name: np.asarray(values) for name, values in self._columns().items()}
        count = min((len(v) for v in columns.values()), default=0)
        head = "".join(f'<th scope="col">{_cell(name)}</th>' for name in columns)
        rows = [
            "".join(f"<td>{_cell(_shown(values[t]))}</td>" for values in columns.values())
            for t in range(min(count, MOST_SHOWN))
        ]
        notes = [f"… and {count - MOST_SHOWN} more rows"] if count > MOST_SHOWN else []
        notes += sorted(set(np.ravel(self.status).tolist()))
        if self.provenance is not None:
            notes.append(f"made by {self.provenance}")
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        told = "<br>".join(_cell(note) for note in notes)
        return (
            f"<div><p>{_cell(self._heading())}</p><table><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table><p><small>{told}</small></p></div>"
        )


def _cell(text: str) -> str:
    return html.escape(visible(text))


def _shown(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def pick(values: Array, batch: int, games: Indices) -> Array:
    """Entries of a ``(*B, ...)`` array, ``batch`` axes in front, at flat positions of games."""
    tail = values.shape[batch:]
    flat = values.reshape((int(np.prod(values.shape[:batch], dtype=np.int64)), *tail))
    return np.asarray(flat[games])


@attrs.frozen(eq=False, repr=False)
class Rows(Answer, RaggedRows):
    """Base of answers that are lists: rows of each game, with offsets."""

    def profile(self, row: int) -> Any:
        """What one row lists."""
        raise NotImplementedError

    def _row(self, row: int) -> int:
        """The position of a row, counted from the end where it is negative."""
        count, name = len(self), type(self).__name__
        if isinstance(row, bool) or not isinstance(row, int | np.integer):
            raise InvalidInput(f"{name}.profile: row is {row!r}; give an integer")
        if not -count <= row < count:
            raise IndexError(f"{name}: row {row} of {count}")
        return int(row) % count

    def __iter__(self) -> Iterator[Any]:
        return (self.profile(t) for t in range(len(self)))

    def _of_one(self, key: Any) -> str:
        t = key if isinstance(key, int) else "t"
        return (
            "this is the list for one game, and indexing is by batch index; its row "
            f"{t} is found.profile({t}) or list(found)[{t}]{self._arrays_of_row(t)}"
        )

    def _arrays_of_row(self, t: Any) -> str:
        return ""


@attrs.frozen(eq=False)
class Source:
    r"""The list that the rows of an answer were selected from.

    Attributes
    ----------
    counts : (\*B) int64
        Rows of each game there.
    status_code : (\*B) int8
        Its status.
    """

    counts: Indices
    status_code: Codes

    def at(self, games: Indices) -> Source:
        """The lists of some games."""
        return Source(self.counts.reshape(-1)[games], self.status_code.reshape(-1)[games])


@attrs.frozen(eq=False, repr=False)
class SelectedRows(Rows):
    """Base of lists of which rows can be selected; what is left says what it was selected from."""

    _source: Source | None = attrs.field(default=None, kw_only=True, repr=False, eq=False)

    @property
    def status(self) -> Array:
        r"""``(\*B)`` strings: what is known of each game's list and what to do next."""
        texts = advice(self.status_code)
        if self._source is None:
            return texts
        out = texts.reshape(-1).copy()
        kept, given = self.counts.reshape(-1), self._source.counts.reshape(-1)
        codes = self._source.status_code.reshape(-1)
        for g in np.flatnonzero(self.status_code.reshape(-1) == Status.SELECTED):
            listed = Status(int(codes[g]))
            of = "a complete list" if listed.whole else f"this list: {listed.advice}"
            out[g] = f"{kept[g]} of {given[g]} selected from {of}"
        return out.reshape(texts.shape)

    def _kept(self, rows: npt.ArrayLike) -> tuple[Indices, Ragged, Codes, Source]:
        """Positions, frame, status and source of the rows of a boolean mask."""
        name, mask = type(self).__name__, np.asarray(rows)
        if mask.dtype != np.bool_ or mask.shape != (len(self),):
            raise InvalidInput(
                f"{name}.select: give a boolean mask of shape ({len(self)},), "
                f"got {mask.dtype} of shape {mask.shape}"
            )
        keep = np.flatnonzero(mask)
        part = Ragged.of_owners(self.game_index[keep], self.counts.shape)
        fewer = part.counts < self.counts
        codes = np.where(fewer, np.int8(Status.SELECTED), self.status_code)
        source = self._source or Source(self.counts, self.status_code)
        return keep, part, np.asarray(codes, dtype=np.int8), source

    def _listing(self) -> str:
        """``3 in one game, complete``, or ``1 of 3 in one game, selected from a complete list``."""
        games = f"{self.counts.size} games" if self.batch_shape else "one game"
        whole = "complete" if bool(np.all(self.complete)) else "NOT complete for every game"
        chosen = self.status_code == Status.SELECTED
        if self._source is None or not chosen.any():
            return f"{len(self)} in {games}, {whole}"
        total = int(self._source.counts.sum())
        full = all(Status(int(c)).whole for c in np.unique(self._source.status_code))
        lists = "complete lists" if self.batch_shape else "a complete list"
        if not full:
            lists = "lists NOT all complete" if self.batch_shape else "a list, see status"
        return f"{len(self)} of {total} in {games}, selected from {lists}"
