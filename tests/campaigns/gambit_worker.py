"""Gambit's polynomial solver in a process of its own: on some continua it never comes back."""

from __future__ import annotations

import multiprocessing
import time

import numpy as np


def _serve(pipe):
    import pygambit

    pipe.send("ready")
    while True:
        try:
            payoffs = pipe.recv()
        except EOFError:  # the campaign is over
            return
        start = time.process_time()
        game = pygambit.Game.from_arrays(*payoffs)
        found = pygambit.nash.enumpoly_solve(game).equilibria
        seconds = time.process_time() - start
        rows = [[float(e[s]) for p in game.players for s in p.strategies] for e in found]
        pipe.send((rows, seconds))


class Gambit:
    """``enumpoly`` with a limit in seconds."""

    def __init__(self, limit: float):
        self.limit = limit
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["pygambit"])
        self._process = None

    def _start(self):
        self._pipe, other = self._context.Pipe()
        self._process = self._context.Process(target=_serve, args=(other,), daemon=True)
        self._process.start()
        self._pipe.recv()  # it is ready

    def equilibria(self, payoffs):
        """Rows of all weights and seconds of processor time, or None if the limit was met."""
        if self._process is None:
            self._start()
        self._pipe.send(payoffs)
        if not self._pipe.poll(self.limit):
            self.close()
            return None
        rows, seconds = self._pipe.recv()
        return np.array(rows).reshape(len(rows), sum(payoffs.shape[1:])), seconds

    def close(self):
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None
