"""Symmetric games: roots of the advantage, evolutionary stability, replicator dynamics."""
