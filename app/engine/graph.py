"""The flows as a graph: every way from one state to another, for checks and maps."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.engine.expression import Expression
from app.engine.flow import Branch, Flow, State
from app.engine.loader import END, RESUME, Book, Path_

WayKind = Literal["then", "answer", "choice", "after", "pace", "call", "return", "nudge"]
"""What makes a person go this way: `then` nothing, `answer` an answer, `choice` a button, `after`
a timer, `pace` a count that is over, `call` and `return` a sub-flow, `nudge` a reminder."""

AUTOMATIC = frozenset({"then", "after", "pace"})
"""Ways that are taken without the person doing anything."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a state, as written.

    written  the target as written; of a `call`, the called flow with `@` before it.
    label    what a person sees on it: a button's label or a duration.
    index    place among the state's choices, branches or actions.
    path     where it is written in its file.
    """

    kind: WayKind
    written: str
    path: Path_
    label: str = ""
    guard: Expression | None = None
    index: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """A way whose target is known. `target` is a qualified state, `@end` or `@resume`."""

    source: str
    target: str
    way: Way


def ways(name: str, state: State) -> Iterator[Way]:
    """Every way out of a state, in the order in which it is written."""
    at: Path_ = ("states", name)
    yield from _nudges(at, state)
    if state.call:
        yield Way("call", f"@{state.call}", (*at, "call"))
    for index, choice in enumerate(state.choices):
        path = (*at, "choices", index)
        if choice.to:
            yield Way("choice", choice.to, (*path, "to"), choice.label, choice.when, index)
        else:
            for branch in state.then:
                yield Way("choice", branch.to, path, choice.label, branch.when, index)
    for index, (duration, target) in enumerate(state.after.items()):
        label = f"{duration.total_seconds() / 60:g} min"
        yield Way("after", target, (*at, "after"), label, None, index)
    for index, branch in enumerate(state.then):
        yield _onward(state, branch, index, (*at, "then", index, "to"))


def _nudges(at: Path_, state: State) -> Iterator[Way]:
    for index, op in enumerate(state.do):
        if op.nudge is None:
            continue
        here: Path_ = (*at, "do", index, "nudge")
        if op.nudge.to:
            yield Way("nudge", op.nudge.to, (*here, "to"), op.nudge.name, op.when, index)
        for number, answer in enumerate(op.nudge.choices):
            path = (*here, "choices", number, "to")
            yield Way("nudge", answer.to, path, answer.label, op.when, index)


def _onward(state: State, branch: Branch, index: int, path: Path_) -> Way:
    kind: WayKind = "then"
    if state.call:
        kind = "return"
    elif state.ask:
        kind = "answer"
    elif state.pace:
        kind = "pace"
    return Way(kind, branch.to, path, "", branch.when, index)


def resolved(book: Book, flow: Flow, written: str) -> str | None:
    """The state that a written target means, `@end` or `@resume`; None if there is none."""
    try:
        target = book.resolve(flow.target(written))
    except KeyError:
        return None
    return target if target in (END, RESUME) or book.has(target) else None


def entries(book: Book) -> Iterator[str]:
    """The states that somebody can get to from anywhere: first states, states with a role, those
    that intents open, and those where people go on whose state is gone."""
    for flow in book.flows.values():
        yield flow.first
        named = (*flow.roles.values(), *flow.migrate.values(), *flow.entry.intents.values())
        for written in named:
            target = resolved(book, flow, written)
            if target and book.has(target):
                yield target


def state_edges(book: Book, flow: Flow, name: str) -> Iterator[Edge]:
    """The ways out of one state that lead somewhere."""
    for way in ways(name, flow.states[name]):
        target = resolved(book, flow, way.written)
        if target is not None:
            yield Edge(f"{flow.id}.{name}", target, way)


def all_edges(book: Book) -> list[Edge]:
    """The ways out of all states."""
    return [
        edge
        for flow in book.flows.values()
        for name in flow.states
        for edge in state_edges(book, flow, name)
    ]
