"""The documents' arguments as typed games, one argument a module."""
