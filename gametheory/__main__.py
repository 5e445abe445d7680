"""``python -m gametheory``: the command line."""

from gametheory.cli import main

if __name__ == "__main__":
    main()
