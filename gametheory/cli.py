"""The command line: arguments in, calls to the library, exit codes out.

Exit codes: 0 as expected, 1 when a verdict is not the expected one, 2 for input that cannot be
used (one line on standard error says what and what would do), 130 when interrupted.
"""

from __future__ import annotations

import _thread
import codecs
import io
import json
import math
import os
import re
import shutil
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from gametheory import __version__
from gametheory.errors import GameTheoryError, InvalidInput, TooLarge, visible

if TYPE_CHECKING:
    from rich.table import Table

    from gametheory.games.extensive_form import ExtensiveFormGame
    from gametheory.games.normal_form import NormalFormGame
    from gametheory.report.results import Reproduction
    from gametheory.report.work import Step
    from gametheory.solutions.equilibria import Equilibria

# Profiles of several players up to which the search for all equilibria takes seconds at most.
_LISTED_PROFILES = 100

# The root of typer's own "bad usage" errors, wherever the installed version keeps it.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    help="Game-theoretic models of international security: solve, prove, report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    _mend_streams()
    try:
        with warnings.catch_warnings(), _no_interrupt_lost():
            warnings.showwarning = lambda message, *_, **__: _complain(str(message))
            _said.clear()
            code = app(args=arguments, prog_name="gametheory", standalone_mode=False)
        if code == 130 and not _said:  # typer takes a Ctrl-C between its steps, and says nothing
            _complain("interrupted")
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        _complain("interrupted")
        code = 130
    except _UsageError as error:
        explain = getattr(error, "format_message", error.__str__)
        _complain(explain())
        code = 2
    except BrokenPipeError:  # whoever read the output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    except (GameTheoryError, OSError) as error:
        _complain(_one_line(error))
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


@contextmanager
def _no_interrupt_lost() -> Iterator[None]:
    """A Ctrl-C that meets a callback of the interpreter comes again.

    Python cannot raise from the end of a weak reference or from a finaliser: it prints the
    traceback and goes on as if nobody had pressed the keys.
    """
    before = sys.unraisablehook

    def again(met: sys.UnraisableHookArgs) -> None:
        if not issubclass(met.exc_type, KeyboardInterrupt):
            before(met)
            return
        # From another thread, since it would meet this very function here.
        later = threading.Timer(_SOON, _thread.interrupt_main)
        later.daemon = True
        later.start()

    sys.unraisablehook = again
    try:
        yield
    finally:
        sys.unraisablehook = before


_SOON = 0.01  # seconds
_said: list[str] = []  # complaints of this run


def _complain(message: str) -> None:
    _said.append(message)
    print(visible(f"gametheory: {message}"), file=sys.stderr)


def _mend_streams() -> None:
    """Closed streams lead nowhere, and a stream that cannot show a character shows its code.

    The codes are those of JSON, so that output in that format stays what it says.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: SIM115
    codecs.register_error("json-codes", _json_codes)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and "utf" not in stream.encoding.lower():
            stream.reconfigure(errors="json-codes")


def _json_codes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


def _for_screen(text: str) -> str:
    """What is printed: as it is into a file or a pipe, no control characters on a terminal."""
    if not sys.stdout.isatty():
        return text
    return "\n".join(visible(line) for line in text.split("\n"))


def _need_docstrings() -> None:
    """Refuse to run where Python has dropped the docstrings that the output is made of."""
    if sys.flags.optimize >= 2:
        raise GameTheoryError(
            "python -OO drops the docstrings, of which titles, captions and the report are made; "
            "run it with python or python -O"
        )


def _one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split())


def _version(wanted: bool) -> None:
    if wanted:
        print(f"gametheory-ir {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print it and leave."),
    ] = False,
) -> None:
    pass


@app.command()
def reproduce(
    models: Annotated[
        list[str] | None,
        typer.Argument(
            help="Names of models, or my_model.py:Alarm for one in a file; all where none is given."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = Path("results"),
    timeout: Annotated[
        float, typer.Option(min=0.001, help="Seconds for each proposition.")
    ] = 120.0,
    second_opinion: Annotated[
        bool,
        typer.Option(
            "--second-opinion",
            help="Ask other provers too (extra 'provers'), and write every question as .smt2.",
        ),
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Take nothing over from an interrupted run.")
    ] = False,
) -> None:
    """Solve every preset, judge every proposition, draw every figure; write one report."""
    _need_docstrings()
    try:
        code = _reproduced(models or (), out, timeout, second_opinion, fresh)
    except KeyboardInterrupt:
        _complain("interrupted; no report was written, and the same command continues from there")
        code = 130
    raise typer.Exit(code)


def _reproduced(
    models: Sequence[str], out: Path, timeout: float, second_opinion: bool, fresh: bool
) -> int:
    """Do the main job; its exit code."""
    from gametheory.discovery import find_models, find_register
    from gametheory.proof.processes import require_others
    from gametheory.report.coverage import coverage, propositions_of
    from gametheory.report.folder import OutputFolder
    from gametheory.report.page import page
    from gametheory.report.unfinished import Unfinished
    from gametheory.report.work import plan
    from gametheory.report.work import reproduce as do

    if second_opinion:
        require_others("--second-opinion")
    chosen = list(find_models(models).values())
    register = find_register()
    coverage(propositions_of(chosen), register)  # every claim named exists, before any work
    folder = OutputFolder(out)
    steps = plan(chosen)
    stems = [f"{s.model.name}-{s.name}" for s in steps if s.kind == "figure"]
    folder.prepare(stems, scripts=second_opinion)
    unfinished = Unfinished.opened(
        folder.unfinished, steps, timeout, fresh=fresh, second_opinion=second_opinion
    )
    for note in unfinished.notes:
        _complain(note)
    with _progress() as watch:
        found = do(
            chosen,
            timeout=timeout,
            second_opinion=second_opinion,
            watch=watch,
            unfinished=unfinished,
        )
    written = folder.write(found, page(found, register))
    if found.complete:
        unfinished.discard()
    _summarise(found, written[-1])
    return 130 if not found.complete else 0 if found.ok else 1


@contextmanager
def _progress() -> Iterator[Callable[[int, int, Step | None], None]]:
    """A progress bar where a person watches; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total, step: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def watch(done: int, total: int, step: Step | None) -> None:
            bar.update(task, completed=done, total=total, description=str(step or "writing"))

        yield watch


def _summarise(found: Reproduction, report: Path) -> None:
    for model in found.models:
        part = found.of(model)
        counts = [
            f"{sum(j.verdict.status == status for j in part.judged)} {status}"
            for status in ("proved", "swept", "refuted", "unknown")
            if any(j.verdict.status == status for j in part.judged)
        ]
        print(f"{model.name}: {', '.join(counts) or 'no proposition'}")
    for line in found.surprises:
        _complain(f"not as expected: {line}")
    if not found.complete:
        _complain(
            "interrupted; what was finished is written, and the same command continues from there"
        )
    print(report)


@app.command()
def solve(
    file: Annotated[Path, typer.Argument(help="A Gambit .nfg or .efg file.")],
    exact: Annotated[bool, typer.Option("--exact", help="Read and answer in fractions.")] = False,
    format: Annotated[
        Literal["table", "json", "csv"], typer.Option(help="Of the answer.")
    ] = "table",
    subgame_perfect: Annotated[
        bool, typer.Option("--subgame-perfect", help="Of a tree: only these, each one complete.")
    ] = False,
    escape_formulas: Annotated[
        bool,
        typer.Option("--escape-formulas", help="In CSV: names cannot run in a spreadsheet."),
    ] = False,
) -> None:
    """List the Nash equilibria of a game in a file; those of a tree in behaviour strategies.

    Where they cannot be listed, one is found; the answer says which it is.
    """
    from gametheory.games.normal_form import NormalFormGame
    from gametheory.interchange.files import read_game
    from gametheory.solutions.text import render_equilibria

    game = read_game(file, exact=exact)
    if not isinstance(game, NormalFormGame):
        print(_for_screen(_solved_tree(game, format, subgame_perfect, escape_formulas)), end="")
        return
    if subgame_perfect:
        raise InvalidInput(f"--subgame-perfect: {file} is a game in strategic form, not a tree")
    found = _all_or_one(game)
    print(_for_screen(render_equilibria(found, format, escape_formulas=escape_formulas)), end="")


def _solved_tree(
    tree: ExtensiveFormGame,
    format: Literal["table", "json", "csv"],
    subgame_perfect: bool,
    escape_formulas: bool,
) -> str:
    from gametheory.concepts.behaviour import behaviour_equilibria
    from gametheory.concepts.trees import subgame_perfect_equilibria
    from gametheory.solutions.behaviour_text import render_behaviour

    solver = subgame_perfect_equilibria if subgame_perfect else behaviour_equilibria
    return render_behaviour(solver(tree), format, escape_formulas=escape_formulas)


def _all_or_one(game: NormalFormGame) -> Equilibria:
    """Every equilibrium, or one where the game is too large or its listing stays empty."""
    from gametheory.concepts.nash import nash_equilibria
    from gametheory.concepts.one_equilibrium import nash_equilibrium

    if game.num_players > 2 and math.prod(game.num_actions) > _LISTED_PROFILES:
        return nash_equilibrium(game)
    try:
        found = nash_equilibria(game)
    except TooLarge:
        return nash_equilibrium(game)
    return found if len(found) else nash_equilibrium(game)


@app.command("compile")
def compile_all() -> None:
    """Compile everything ahead, so that no first call has to wait."""
    from gametheory.concepts.ahead import compile_ahead

    with _bar("compiling") as watch:
        seconds = compile_ahead(watch)
    print(f"compiled in {seconds:.1f} s")


@contextmanager
def _bar(task: str) -> Iterator[Callable[[int, int, str], None]]:
    """How far a list of jobs has come, where a person watches."""
    if not sys.stderr.isatty():
        yield lambda done, total, name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        job = bar.add_task(task, total=None)
        yield lambda done, total, name: bar.update(
            job, completed=done, total=total, description=name
        )


@app.command()
def show(
    name: Annotated[
        str,
        typer.Argument(help="A model, a proposition of it or a claim: deadlock, deadlock/P3, W39."),
    ],
    prove: Annotated[
        bool, typer.Option("--prove", help="Of a proposition: judge it, and show the verdict.")
    ] = False,
    timeout: Annotated[float, typer.Option(min=0.001, help="Seconds for the verdict.")] = 60.0,
) -> None:
    """Show a model, a proposition, or a claim with every proposition that speaks to it.

    A model in a file of your own is named my_model.py:Alarm, its propositions my_model.py:Alarm/P1.
    """
    _need_docstrings()
    from gametheory.discovery import find_models, find_register
    from gametheory.report.sheets import sheet

    models = find_models()
    own = re.fullmatch(r"(.+\.py(?::\w+)?)(/\w+)?", name)
    if own:
        (found,) = find_models([own[1]]).values()
        models[found.name] = found
        name = f"{found.name}{own[2] or ''}"
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    print(_for_screen(sheet(name, models, find_register(), width, prove, timeout)), end="")


@app.command("models")
def list_models() -> None:
    """List the installed models."""
    _need_docstrings()
    from gametheory.discovery import find_models

    rows = [
        (name, _title(model), str(len(model.propositions)), ", ".join(model.presets))
        for name, model in find_models().items()
    ]
    _print_table(("Model", "Argument", "Propositions", "Cases"), rows)


def _title(model: type) -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]


@app.command()
def claims(
    format: Annotated[Literal["table", "json"], typer.Option(help="Of the listing.")] = "table",
    document: Annotated[str | None, typer.Option(help="Only of this document.")] = None,
    organisation: Annotated[str | None, typer.Option(help="Only of this body.")] = None,
    family: Annotated[str | None, typer.Option(help="Only of this kind of argument.")] = None,
    status: Annotated[
        str | None, typer.Option(help="testable, prescription, input or descriptive.")
    ] = None,
) -> None:
    """List the claims of the documents, and which models speak to them."""
    import attrs

    from gametheory.discovery import find_models, find_register
    from gametheory.report.coverage import coverage, propositions_of

    register = find_register()
    chosen = register.select(
        document=document, organisation=organisation, family=family, status=status
    )
    answered = coverage(propositions_of(find_models().values()), register)
    said = {
        c.short: [
            {"proposition": a.proposition, "relation": a.relation, "reason": a.reason}
            for a in answered.of_claim(c)
        ]
        for c in chosen
    }
    if format == "json":
        listing = [
            {
                **attrs.asdict(c),
                "status": c.status.value,
                "mechanism": c.mechanism.value if c.mechanism else None,
                "answers": said[c.short],
            }
            for c in chosen
        ]
        print(json.dumps(listing, indent=2, ensure_ascii=False))
        return
    rows = [
        (
            c.short,
            f"{c.document}, {c.locus}",
            c.status.value,
            " ".join([c.paraphrase, *(f"“{quote}”" for quote in c.quotes)]),
            "\n".join(f"{a['relation']} {a['proposition']}" for a in said[c.short]),
        )
        for c in chosen
    ]
    _print_table(("Claim", "Where", "Status", "In short", "Models"), rows)


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table: Table = Table(*columns, box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    options: dict[str, Any] = {} if sys.stdout.isatty() else {"width": 160}
    Console(highlight=False, markup=False, **options).print(table)


if __name__ == "__main__":
    main()
