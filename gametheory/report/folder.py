"""The output folder: written file by file, each whole or not at all; nothing foreign is touched."""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path

import attrs

from gametheory.errors import InvalidInput
from gametheory.proof.second_opinion import versions
from gametheory.report.results import Reproduction
from gametheory.report.work import CREATOR

REPORT, VERDICTS, FIGURES = "report.html", "verdicts.json", "figures"
SCRIPTS = "smt2"  # questions to provers, written with a second opinion
UNFINISHED = ".gametheory-unfinished"  # there only after an interruption


@attrs.frozen
class OutputFolder:
    """Where the main job writes. Files that are there and are not ours are never overwritten."""

    path: Path

    def prepare(self, stems: list[str], *, scripts: bool = False) -> None:
        """Make the folder, and refuse before any work what could not be written after it.

        Parameters
        ----------
        stems : list of str
            Names of the figures to come, without ending.
        scripts : bool
            Whether questions to provers will be written too.

        Raises
        ------
        InvalidInput
            The path is a file, cannot be written, or holds a foreign file under one of our names.
        """
        folders = [self.path, self.path / FIGURES, *([self.path / SCRIPTS] if scripts else [])]
        for folder in folders:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except (FileExistsError, NotADirectoryError):
                raise InvalidInput(f"--out: {folder} is a file; name a folder") from None
            except OSError as error:
                raise InvalidInput(f"--out: cannot make {folder}: {error.strerror}") from None
            if not os.access(folder, os.W_OK | os.X_OK):
                raise InvalidInput(f"--out: {folder} cannot be written to")
        for stem in stems:
            if not re.fullmatch(r"[\w.+-]*\w[\w.+-]*", stem):
                raise InvalidInput(
                    f"--out: figure {stem!r} is no name of a file; give letters, digits, '-', '_' "
                    "and '.' only"
                )
        names = [REPORT, VERDICTS, *(f"{FIGURES}/{s}.{e}" for s in stems for e in ("svg", "png"))]
        if self.unfinished.is_dir():
            raise InvalidInput(f"--out: {self.unfinished} is a folder; move it away")
        for name in names:
            if not self._is_ours_or_absent(self.path / name):
                raise InvalidInput(
                    f"--out: {self.path / name} was not written by this command and would be "
                    "overwritten; move it away or name another folder"
                )
        foreign = [p for p in (self.path / SCRIPTS).glob("*") if not _is_script(p)]
        if scripts and foreign:
            raise InvalidInput(f"--out: {foreign[0]} was not written by this command; move it away")

    @staticmethod
    def _is_ours_or_absent(path: Path) -> bool:
        if not path.exists():
            return True
        if not path.is_file():
            return False
        raw = path.read_bytes()
        if path.suffix != ".json":
            return CREATOR.encode() in raw[:4096]
        try:
            rows = json.loads(raw)
        except ValueError:
            return False
        return isinstance(rows, list) and all(
            isinstance(row, dict) and {"proposition", "status", "expected"} <= set(row)
            for row in rows
        )

    @property
    def unfinished(self) -> Path:
        """Where an interrupted run leaves what it has finished."""
        return self.path / UNFINISHED

    def write(self, found: Reproduction, page: str) -> list[Path]:
        """Write verdicts, figures and page; returns their paths."""
        rows = [judged.record() for judged in found.judged]
        text = json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
        written = [self._put(VERDICTS, text.encode())]
        for judged in found.judged:
            for name, script in judged.scripts.items():
                written.append(self._put(f"{SCRIPTS}/{name}", script.encode()))
        if any(judged.scripts for judged in found.judged):
            written.append(self._put(f"{SCRIPTS}/VERSIONS.txt", versions().encode()))
        for drawn in found.figures:
            if drawn.ok:
                written.append(self._put(f"{FIGURES}/{drawn.stem}.svg", drawn.svg))
                written.append(self._put(f"{FIGURES}/{drawn.stem}.png", drawn.png))
        written.append(self._put(REPORT, page.encode()))
        return written

    def _put(self, name: str, content: bytes) -> Path:
        """Write through a temporary neighbour, so that no half-written file is ever seen."""
        path = self.path / name
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(temporary, 0o666 & ~umask)
            os.replace(temporary, path)
        except BaseException as error:
            Path(temporary).unlink(missing_ok=True)
            if isinstance(error, OSError) and error.filename is None:
                error.filename = str(path)  # the system does not say which file filled the disk
            raise
        return path


def _is_script(path: Path) -> bool:
    return path.is_file() and (path.suffix == ".smt2" or path.name == "VERSIONS.txt")
