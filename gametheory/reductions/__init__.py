"""One form of game in terms of another."""
