"""Targets, flows, slots, functions and formats that nothing has the name of."""

import difflib
from collections.abc import Collection, Iterable, Iterator

from app.engine.checks.expressions import Place, expressions_of
from app.engine.checks.names import meaning, trouble, written_slot
from app.engine.expression import BUILT_IN
from app.engine.flow import Flow, State
from app.engine.graph import resolved, ways
from app.engine.loader import END, RESUME, Book, Path_, Problem
from app.engine.placeholders import placeholders
from app.engine.scope import FORMATS
from app.engine.texts import texts_of

FORMAT_FITS = {"when": {"time"}, "duration": {"duration"}, "label": {"choice"}}
"""Slot types that a format can show; `any` fits all."""


def check_references(book: Book, functions: Collection[str]) -> Iterator[Problem]:
    """Everything that is named but does not exist."""
    for flow in book.flows.values():
        yield from _targets(book, flow)
        for place in expressions_of(flow):
            yield from _expression(book, flow, place, functions)
        for text in texts_of(flow):
            for found in placeholders(text.text):
                if found.fault:
                    hint = "write a slot in the braces, such as {partner}, or quote the brace away"
                    yield trouble(book, flow.id, text.path, found.fault, hint)
        for name, state in flow.states.items():
            yield from _slots(book, flow, name, state)


def _targets(book: Book, flow: Flow) -> Iterator[Problem]:
    for name, state in flow.states.items():
        for way in ways(name, state):
            yield from _target(book, flow, way.written, way.path)
    for intent, target in flow.entry.intents.items():
        yield from _target(book, flow, target, ("entry", "intents", intent))
    said = flow.entry.said
    if said and (said not in flow.slots or flow.slots[said].type != "text"):
        what = f"`{said}` is no text slot of this flow"
        yield trouble(book, flow.id, ("entry", "said"), what, "add it under `slots:`, type text")
    for role, target in flow.roles.items():
        yield from _target(book, flow, target, ("roles", role))
    for gone, target in flow.migrate.items():
        yield from _target(book, flow, target, ("migrate", gone))


def _target(book: Book, flow: Flow, written: str, path: Path_) -> Iterator[Problem]:
    if resolved(book, flow, written) is not None:
        return
    if written.startswith("@"):
        names = [f"@{name}" for name in book.flows] + [END, RESUME]
        what = f"there is no flow `{written.removeprefix('@')}`"
    else:
        names = list(flow.states)
        names += [f"{other.id}.{state}" for other in book.flows.values() for state in other.states]
        what = f"there is no state `{written}`"
    yield trouble(book, flow.id, path, what, _near(written, names))


def _expression(
    book: Book, flow: Flow, place: Place, functions: Collection[str]
) -> Iterator[Problem]:
    known = {*functions, *BUILT_IN, "words"}
    for name in sorted(place.expression.calls - known):
        what = f"there is no function `{name}`"
        yield trouble(book, flow.id, place.path, what, _near(name, known))
    for name in sorted(place.expression.reads):
        if meaning(book, flow.id, name, place.extra) is None:
            what = f"there is no slot `{name}`"
            names = [*flow.slots, *(f"{f.id}.{s}" for f in book.flows.values() for s in f.slots)]
            yield trouble(book, flow.id, place.path, what, _near(name, names))
    yield from _format(book, flow, place)


def _format(book: Book, flow: Flow, place: Place) -> Iterator[Problem]:
    if place.format is None:
        return
    if place.format not in FORMATS:
        what = f"there is no format `{place.format}`"
        yield trouble(book, flow.id, place.path, what, f"one of {', '.join(FORMATS)}")
        return
    slot = book.slot(flow.id, place.expression.text.strip())
    fits = FORMAT_FITS.get(place.format)
    if slot and fits and slot.type not in {*fits, "any"}:
        what = f"`{place.expression.text}` is a {slot.type}, which `{place.format}` cannot show"
        hint = f"`{place.format}` shows a {' or '.join(sorted(fits))}; leave the format out"
        yield trouble(book, flow.id, place.path, what, hint)


def _slots(book: Book, flow: Flow, name: str, state: State) -> Iterator[Problem]:
    for path, slot in _written(name, state):
        if written_slot(book, flow.id, slot) is None:
            hint = f"declare it under `slots:`; {_near(slot, flow.slots)}"
            yield trouble(book, flow.id, path, f"there is no slot `{slot}` to fill", hint)
    asked = book.slot(flow.id, state.ask) if state.ask else None
    if asked and asked.type == "any":
        what = f"`{state.ask}` is `any`, which nobody can be asked for"
        yield trouble(book, flow.id, ("states", name, "ask"), what, "give the slot another type")
    yield from _nudge_names(book, flow, name, state)


def _written(name: str, state: State) -> Iterator[tuple[Path_, str]]:
    at: Path_ = ("states", name)
    if state.ask:
        yield (*at, "ask"), state.ask
    for index, op in enumerate(state.do):
        for slot in op.set or {}:
            yield (*at, "do", index, "set", slot), slot
        for slot in op.write or {}:
            yield (*at, "do", index, "write", slot), slot
    for index, choice in enumerate(state.choices):
        for slot in choice.set:
            yield (*at, "choices", index, "set", slot), slot


def _nudge_names(book: Book, flow: Flow, name: str, state: State) -> Iterator[Problem]:
    nudges = {op.nudge.name for s in flow.states.values() for op in s.do if op.nudge}
    for index, op in enumerate(state.do):
        at: Path_ = ("states", name, "do", index)
        if op.cancel and op.cancel != "*" and op.cancel not in nudges:
            what = f"this flow has no nudge `{op.cancel}` to cancel"
            yield trouble(book, flow.id, (*at, "cancel"), what, _near(op.cancel, nudges))
        if op.snooze is not None and set(op.snooze) - {"hold"} != {"id", "at"}:
            hint = "write `snooze: {id: ..., at: ...}`"
            yield trouble(book, flow.id, (*at, "snooze"), "`snooze` needs `id` and `at`", hint)
        for slot in op.nudge.keep if op.nudge else ():
            if slot not in flow.slots:
                what = f"there is no slot `{slot}` to keep"
                path = (*at, "nudge", "keep")
                yield trouble(book, flow.id, path, what, _near(slot, flow.slots))


def _near(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(names), n=1)
    return f"did you mean `{close[0]}`?" if close else "check the spelling"
