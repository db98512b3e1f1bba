"""Transcript tests: written conversations that the flows must follow.

They live in `flows/tests/<flow>.yaml`; docs/flows.md says how to write them.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app.engine.loader import Book
from app.engine.rehearsal.case import ACTIONS, Case, Line
from app.engine.rehearsal.compare import difference
from app.engine.rehearsal.stage import NoButton, Reader, Stage
from app.engine.script import Script


@dataclass(frozen=True, slots=True)
class Failure:
    """The first line of a case that did not hold."""

    file: str
    line: int
    case: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.case}\n  {self.what}"


def run_cases(script: Script, reader: Reader, cases: Iterable[Case]) -> Iterator[Failure]:
    """The failures of these cases. `reader` says how typed words are understood."""
    for case in cases:
        failure = run_case(script, reader, case)
        if failure:
            yield failure


def run_case(script: Script, reader: Reader, case: Case) -> Failure | None:
    """Play one case; None if all its lines hold."""
    stage = Stage(script, reader, case.start)
    heard = 0
    for line in case.lines:
        if line.kind in ACTIONS:
            what, heard = _act(stage, line), 0
        else:
            what, heard = difference(stage, line, heard, case.flow)
        if what:
            return Failure(case.file, line.number, case.name, what)
    return None


def _act(stage: Stage, line: Line) -> str:
    actions: dict[str, Callable[..., None]] = {
        "you": stage.type,
        "tap": stage.tap,
        "command": stage.command,
        "wait": stage.wait,
        "offline": stage.offline,
        "notice": stage.notice,
    }
    try:
        actions[line.kind](line.value)
    except NoButton as screen:
        return f"there is no button “{line.value}”\n  but {screen}"
    return ""


@contextmanager
def noting_visits(script: Script) -> Iterator[set[str]]:
    """A set that fills with the states passed through while the context lasts."""
    visited: set[str] = set()

    def note(event: Any) -> None:
        visited.add(event.model.state)

    before = list(script.machine.after_state_change)
    script.machine.after_state_change = [*before, note]
    try:
        yield visited
    finally:
        script.machine.after_state_change = before


def unvisited(book: Book, visited: set[str]) -> list[str]:
    """Qualified names of the states that no transcript went through."""
    names = [f"{flow.id}.{state}" for flow in book.flows.values() for state in flow.states]
    return [name for name in names if name not in visited]
