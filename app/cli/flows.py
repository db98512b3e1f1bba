"""`circleback flows check|draw|test`: for those who write flows."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app.engine.check import check as problems_of
from app.engine.draw import SUFFIX, Format
from app.engine.draw import draw as map_of
from app.engine.loader import Book, FlowError, Problem, load_book
from app.engine.rehearsal.case import Case, load_cases
from app.engine.script import compile_script
from app.engine.transcripts import noting_visits, run_cases, unvisited
from app.settings import Settings
from app.toolbox import build_tools, read_text

app = typer.Typer(help="Check, draw and rehearse the flows.", no_args_is_help=True)

Folder = Annotated[
    Path | None, typer.Option(help="The folder of the flow files; by default the coach's own.")
]
FlowName = Annotated[str | None, typer.Argument(help="One flow, such as pause; all when absent.")]


@app.command()
def check(flows: Folder = None) -> None:
    """Find what is wrong with the flows before anybody talks to them."""
    try:
        book = load_book(_folder(flows))
    except FlowError as error:
        _fail(error.problems)
    found = problems_of(book, build_tools().functions)
    if found:
        _fail(found)
    states = sum(len(flow.states) for flow in book.flows.values())
    languages = ", ".join(book.locales)
    typer.echo(f"{len(book.flows)} flows with {states} states are fine, in {languages}.")


@app.command()
def draw(
    flow: FlowName = None,
    format_: Annotated[Format, typer.Option("--format", help="svg or mermaid.")] = "svg",
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; on the screen when absent.")
    ] = None,
    flows: Folder = None,
) -> None:
    """Draw a map of a flow, or of all."""
    book = _book(flows)
    for name in _chosen(book, flow):
        drawn = map_of(book, name, format_)
        if out is None:
            typer.echo(drawn)
            continue
        out.mkdir(parents=True, exist_ok=True)
        path = out / f"{name}.{SUFFIX[format_]}"
        path.write_text(drawn, encoding="utf-8")
        typer.echo(path)


@app.command()
def test(
    flow: FlowName = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="List states that no transcript goes through.")
    ] = False,
    flows: Folder = None,
) -> None:
    """Play the written conversations in flows/tests and compare."""
    folder = _folder(flows)
    book = _book(flows)
    script = compile_script(book, build_tools())
    cases = _cases(folder, _chosen(book, flow))
    with noting_visits(script) as visited:
        failures = list(run_cases(script, read_text, cases))
    for failure in failures:
        typer.echo(str(failure), err=True)
    typer.echo(f"{len(cases) - len(failures)} of {len(cases)} conversations went as written.")
    if coverage:
        _show_coverage(book, visited, flow)
    if failures:
        raise typer.Exit(1)


def _show_coverage(book: Book, visited: set[str], flow: str | None) -> None:
    names = [name for name in unvisited(book, visited) if flow in (None, name.partition(".")[0])]
    for name in names:
        typer.echo(f"not visited: {name}")
    if not names:
        typer.echo("Every state is visited.")


def _cases(folder: Path, flows: Iterable[str]) -> list[Case]:
    paths = [folder / "tests" / f"{name}.yaml" for name in flows]
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            cases.extend(load_cases(path) if path.exists() else [])
        except FlowError as error:
            problems.extend(error.problems)
    if problems:
        _fail(problems)
    return cases


def _chosen(book: Book, flow: str | None) -> list[str]:
    if flow is None:
        return list(book.flows)
    if flow not in book.flows:
        raise typer.BadParameter(f"there is no flow {flow}; there are {', '.join(book.flows)}")
    return [flow]


def _book(folder: Path | None) -> Book:
    try:
        return load_book(_folder(folder))
    except FlowError as error:
        _fail(error.problems)


def _folder(folder: Path | None) -> Path:
    return folder or Settings().flows_dir


def _fail(problems: Iterable[Problem]) -> NoReturn:
    for problem in problems:
        typer.echo(str(problem), err=True)
    raise typer.Exit(1)
