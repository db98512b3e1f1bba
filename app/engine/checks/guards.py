"""Guards that leave a case open, branches that are never taken, and states without a button."""

from collections.abc import Iterator

from app.engine.checks.assigned import Assigned, Facts
from app.engine.checks.cases import EndlessCases, open_case, say_case
from app.engine.checks.names import trouble, written_slot
from app.engine.flow import State
from app.engine.loader import Book, Path_, Problem


def check_guards(book: Book, facts: Assigned) -> Iterator[Problem]:
    """Every way on must have an answer for every case."""
    for flow in book.flows.values():
        for name, state in flow.states.items():
            filled = facts.inside(f"{flow.id}.{name}").after - facts.emptied
            yield from _branches(book, flow.id, name, state, filled)
            yield from _buttons(book, flow.id, name, state, filled)


def _branches(book: Book, flow: str, name: str, state: State, filled: Facts) -> Iterator[Problem]:
    at: Path_ = ("states", name, "then")
    guards = [branch.when for branch in state.then]
    for index, guard in enumerate(guards[:-1]):
        if guard is None:
            hint = "put the branch without `when` last"
            yield trouble(book, flow, (*at, index + 1), "this branch is never taken", hint)
            return
    asked = written_slot(book, flow, state.ask) if state.ask else None
    filled = filled | {asked} if asked else filled
    written = [guard for guard in guards if guard is not None]
    if len(written) < len(guards) or not written:
        return
    hint = "add a last branch without `when`: `- {to: ...}`"
    try:
        case = open_case(book, flow, written, filled)
    except EndlessCases as endless:
        what = f"nothing is said for the case that no guard holds; `{endless}` has endless values"
        yield trouble(book, flow, at, what, hint)
        return
    if case is not None:
        yield trouble(book, flow, at, f"no branch is taken when {say_case(case)}", hint)


def _buttons(book: Book, flow: str, name: str, state: State, filled: Facts) -> Iterator[Problem]:
    choices = state.choices
    if state.ask or not choices or state.rest:
        return
    if any(choice.when is None and choice.each is None for choice in choices):
        return
    at: Path_ = ("states", name, "choices")
    hint = "leave one choice without `when` and `each`"
    try:
        guards = [choice.when for choice in choices if choice.when and not choice.each]
        case = open_case(book, flow, guards, filled)
    except EndlessCases:
        yield trouble(book, flow, at, "all buttons are guarded, so there may be none", hint)
        return
    if case is not None:
        yield trouble(book, flow, at, f"there is no button when {say_case(case)}", hint)
