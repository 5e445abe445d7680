"""The cases of a model: named values of its parameters, each with the reason for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from gametheory.errors import InvalidInput, UnknownName, shown, visible


@attrs.frozen
class Case:
    """Parameter values of one organisation or episode and why their order is what it is.

    ``edge`` says why a case stands close to a threshold of its own, where it does.
    """

    reason: str
    values: Mapping[str, Any]
    edge: str = ""

    def near_threshold(self, why: Any) -> Case:
        """The same case, which says that its outcome turns within a tenth of its values."""
        if not isinstance(why, str) or not why.strip():
            raise InvalidInput(
                f"near_threshold: {shown(why)}; say which threshold is near, and why it may be"
            )
        return attrs.evolve(self, edge=why)


def case(reason: Any, /, **values: Any) -> Case:
    """A row of the table ``CASES``: the reason for the values, then the values.

    Raises
    ------
    InvalidInput
        No reason.
    """
    if not isinstance(reason, str) or not reason.strip():
        raise InvalidInput(
            f"case: the reason is {shown(reason)}; say why the values are ordered as they are"
        )
    return Case(reason, values)


class Cases(Mapping[str, Any]):
    """Cases of a model, each built when asked for; a notebook completes their names."""

    def __init__(self, cls: Any, table: Mapping[str, Case]) -> None:
        self._cls, self.table = cls, dict(table)

    def __getitem__(self, name: str) -> Any:
        if name not in self.table:
            raise UnknownName("preset", name, self.table, self._cls.__name__)
        chosen = self.table[name]
        instance = self._cls(**chosen.values)
        object.__setattr__(instance, "justification", chosen.reason)
        return instance

    def __iter__(self) -> Iterator[str]:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        """The table: name, values, reason."""
        rows = []
        for name, chosen in self.table.items():
            values = ", ".join(f"{n} = {v}" for n, v in chosen.values.items())
            rows.append(f"{name}: {values or 'the defaults'}\n    {chosen.reason}")
        return "\n".join(visible(line) for row in rows for line in row.split("\n")) or "no cases"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.table)


__all__ = ["Case", "Cases", "case"]
