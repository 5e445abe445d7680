"""When kernels are interpreted: small work of a young session, which compiling would hold up.

Compiling what a small game needs takes seconds, and loading the compiler alone as long as
interpreting many a small game. So work that is known to be small is interpreted until a session
has spent as much time on that as loading the compiler takes. Interpreted and compiled kernels do
the same IEEE operations in the same order, so that answers are the same bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

_ALLOWANCE = 0.5  # seconds of a session

_small = ContextVar("_small", default=False)
_spent = 0.0


def interpreted() -> bool:
    """Whether kernels that are not compiled yet are interpreted here."""
    return _small.get()


@contextmanager
def little(is_so: bool = True) -> Iterator[None]:
    """Interpret what is called inside, if it ``is_so`` and there is time left for that."""
    global _spent
    if not is_so or _spent > _ALLOWANCE or _small.get():
        yield
        return
    token = _small.set(True)
    start = perf_counter()
    try:
        yield
    finally:
        _small.reset(token)
        _spent += perf_counter() - start


@contextmanager
def compiled() -> Iterator[None]:
    """Compile whatever is called inside."""
    global _spent
    before, _spent = _spent, float("inf")
    token = _small.set(False)
    try:
        yield
    finally:
        _small.reset(token)
        _spent = before
