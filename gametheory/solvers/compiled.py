"""How kernels are compiled: cached on disk, without the interpreter lock, IEEE division."""

from __future__ import annotations

from numba import njit

# Entry points, called from Python.
kernel = njit(nogil=True, cache=True, error_model="numpy")

# Parts called by other kernels only: without the wrappers Python would need, which take longer
# to compile than the parts themselves.
part = njit(
    nogil=True,
    cache=True,
    error_model="numpy",
    no_cpython_wrapper=True,
    no_cfunc_wrapper=True,
)
