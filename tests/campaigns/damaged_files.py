"""Damage game files at random for a while: only ``ParseError`` may come out.

Run ``python tests/campaigns/damaged_files.py [SECONDS [SEED]]``; what is accepted after the damage
must also be written and read back to the same game.
"""

import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "interchange"))

import test_malformed_files as malformed
from test_efg_files import SIGNAL
from test_nfg_files import OUTCOMES, PAYOFFS

TEXTS = {".nfg": [PAYOFFS, OUTCOMES], ".efg": [SIGNAL], ".csv": malformed.TABLE_TEXTS}


def main(seconds: float = 60, seed: int = 0) -> None:
    """Damage files for ``seconds`` and say how many were tried."""
    rng, tried, stop = random.Random(seed), 0, time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < stop:
            for ending, texts in TEXTS.items():
                data = rng.choice(texts).encode()
                for _ in range(rng.randint(1, 3)):
                    data = malformed.mutate(data, rng)
                try:
                    malformed.read_bytes_of(Path(folder, f"damaged{ending}"), data)
                except Exception:
                    print(f"{ending} after {tried} files, seed {seed}: {data!r}")
                    raise
                tried += 1
    print(f"{tried} damaged files: every one read or refused by place")


if __name__ == "__main__":
    main(*(float(argument) for argument in sys.argv[1:2]), *(map(int, sys.argv[2:3])))
