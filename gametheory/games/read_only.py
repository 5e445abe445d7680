"""Values whose arrays stay read-only when they are pickled, copied or sent to a thread."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np


class ReadOnlyArrays:
    """Base of frozen ``attrs`` values that hold read-only arrays.

    NumPy forgets on the way through ``pickle`` and ``deepcopy`` that an array may not be written
    to; a game that could be changed in a worker process would no longer be the game that was sent.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        kind: Any = type(self)
        names = [field.name for field in attrs.fields(kind)]
        state = {name: getattr(self, name) for name in names}
        sealed = frozenset(n for n, v in state.items() if _is_read_only(v))
        return _restored, (kind, state, sealed)


def _is_read_only(value: Any) -> bool:
    if isinstance(value, tuple):
        return any(map(_is_read_only, value))
    return isinstance(value, np.ndarray) and not value.flags.writeable


def _sealed(value: Any) -> Any:
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(map(_sealed, value))
    if isinstance(value, np.ndarray):
        value = value.view()
        value.flags.writeable = False
    return value


def _restored(kind: Any, state: dict[str, Any], sealed: frozenset[str]) -> Any:
    value = kind.__new__(kind)
    for name, part in state.items():
        if name in sealed:
            part = _sealed(part)
        object.__setattr__(value, name, part)
    return value
