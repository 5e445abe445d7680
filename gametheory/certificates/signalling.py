"""What sender and receiver of a signalling game could gain by deviating, from the raw payoffs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def sender_gains(payoffs: Array, sender: Array, receiver: Array) -> Array:
    r"""Gain ``(E, T, M)`` of each type from each message over what her strategy gives her.

    :math:`\sum_r \rho(r \mid m) u_S(t, m, r) - \sum_{m'} \sigma(m' \mid t) \sum_r
    \rho(r \mid m') u_S(t, m', r)`.

    Parameters
    ----------
    payoffs : (E, T, M, R)
    sender : (E, T, M); receiver : (E, M, R)
    """
    worth = (_exactly(payoffs) * receiver[:, None]).sum(axis=-1)
    return np.asarray(worth - (worth * sender).sum(axis=-1, keepdims=True))


def receiver_gains(
    prior: Array, payoffs: Array, sender: Array, receiver: Array, belief: Array
) -> Array:
    r"""Gain ``(E, M, R)`` of each reply after each message over what the strategy gives.

    On the path at Bayes' belief, computed here from prior and strategy; off it at ``belief``.

    Parameters
    ----------
    prior : (E, T)
    payoffs : (E, T, M, R)
    sender : (E, T, M); receiver : (E, M, R)
    belief : (E, M, T)
    """
    weight = np.swapaxes(_exactly(prior)[:, :, None] * sender, 1, 2)
    total = weight.sum(axis=-1, keepdims=True)
    sent = np.asarray(total > 0).astype(np.bool_)
    one = np.array(Fraction(1) if total.dtype == object else 1.0)
    held = np.where(sent, weight / np.where(sent, total, one), belief)
    worth = (np.swapaxes(held, 1, 2)[..., None] * _exactly(payoffs)).sum(axis=1)
    return np.asarray(worth - (worth * receiver).sum(axis=-1, keepdims=True))


def _exactly(values: Array) -> Array:
    """Integers of 64 bits as unbounded ones."""
    return values.astype(object) if values.dtype == np.int64 else values
