"""Every text of a flow that a person can see, and where it is written."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from app.engine.flow import Choice, Do, Flow, State
from app.engine.loader import Path_
from app.engine.placeholders import placeholders

TextKind = Literal["said", "label", "item", "own", "named"]
"""`said` are the coach's words; `label` stands on a button, `item` on a button of a list, where it
is cut to fit; `own` is written for the person to send; `named` are the engine's own phrases."""

BUTTON_PHRASES = frozenset(
    {
        "copy", "share", "keep_answer", "yes_label", "no_label", "stop_label", "menu_label",
        "back_label", "help_label", "hide_label", "nudge_open", "nudge_drop", "nudge_10m",
        "nudge_1h", "nudge_tonight", "nudge_tomorrow",
    }
)  # fmt: skip
"""Phrases that stand on buttons."""
TYPED_PHRASES = frozenset({"yes", "no", "numbers"})
"""Phrases that people type and nobody says."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as written in English; `state` is empty for one that belongs to the whole flow."""

    flow: str
    path: Path_
    text: str
    kind: TextKind
    state: str = ""


def texts_of(flow: Flow) -> Iterator[Text]:
    """The texts of a flow in the order in which they are written, more or less."""
    for found in _written(flow):
        yield found
        for placeholder in placeholders(found.text):
            for text in placeholder.expression.texts if placeholder.expression else ():
                yield replace(found, text=text, kind="own")


def _written(flow: Flow) -> Iterator[Text]:
    yield Text(flow.id, ("title",), flow.title, "label")
    if flow.help:
        yield Text(flow.id, ("help",), flow.help, "said")
    for name, slot in flow.slots.items():
        if slot.reask:
            yield Text(flow.id, ("slots", name, "reask"), slot.reask, "said")
        for index, option in enumerate(slot.options):
            path: Path_ = ("slots", name, "options", index, "label")
            yield Text(flow.id, path, option.label, "label")
    for name, variants in flow.phrases.items():
        kind: TextKind = "label" if name in BUTTON_PHRASES else "named"
        for index, text in enumerate(variants):
            yield Text(flow.id, ("phrases", name, index), text, kind)
    for name, state in flow.states.items():
        for path, text, what in _of_state(name, state):
            yield Text(flow.id, path, text, what, name)


_Found = Iterator[tuple[Path_, str, TextKind]]


def _of_state(name: str, state: State) -> _Found:
    at: Path_ = ("states", name)
    for index, op in enumerate(state.do):
        yield from _of_action((*at, "do", index), op)
    for index, variants in enumerate(state.say):
        for number, text in enumerate(variants):
            yield (*at, "say", index, number), text, "said"
    for index, choice in enumerate(state.choices):
        yield (*at, "choices", index, "label"), choice.label, _button(choice)
        for slot, value in choice.set.items():
            for text in value.texts:
                yield (*at, "choices", index, "set", slot), text, "own"
    if state.page:
        yield (*at, "page", "label"), state.page.label, "label"
    for index, beat in enumerate(state.pace.beats if state.pace else ()):
        yield (*at, "pace", "beats", index, "say"), beat.say, "said"


def _button(choice: Choice) -> TextKind:
    return "item" if choice.each else "label"


def _of_action(at: Path_, op: Do) -> _Found:
    for slot, value in (op.set or {}).items():
        for text in value.texts:
            yield (*at, "set", slot), text, "own"
    for slot, variants in (op.write or {}).items():
        for text in variants:
            yield (*at, "write", slot), text, "own"
    if op.draft:
        yield (*at, "draft", "text"), op.draft.text, "own"
    if op.appointment:
        yield (*at, "appointment", "title"), op.appointment.title, "own"
        yield (*at, "appointment", "say"), op.appointment.say, "said"
    if op.nudge:
        yield (*at, "nudge", "say"), op.nudge.say, "said"
        if op.nudge.about:
            yield (*at, "nudge", "about"), op.nudge.about, "own"
        for index, answer in enumerate(op.nudge.choices):
            yield (*at, "nudge", "choices", index, "label"), answer.label, "label"
