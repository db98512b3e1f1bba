"""What a map shows of a flow: a card for every state, a row for every way out of it."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from app.engine.flow import Flow, State
from app.engine.graph import Way, resolved, ways
from app.engine.loader import END, RESUME, Book

WORDS_WIDTH = 37
"""Characters in a line of words on a card."""
ROW_WIDTH = 38
WORD_LINES = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One way out. `target` is a state of the same flow, or empty when it leads outside, which
    `label` then says."""

    kind: str
    label: str
    target: str


@dataclass(frozen=True, slots=True)
class Card:
    """A state: its name, its first words in lines, its ways."""

    name: str
    words: tuple[str, ...]
    rows: tuple[Row, ...]


def cards_of(book: Book, flow: Flow) -> list[Card]:
    """The cards of a flow in the order in which its states are written."""
    return [
        Card(name, tuple(_words(state)), tuple(_rows(book, flow, name, state)))
        for name, state in flow.states.items()
    ]


def _words(state: State) -> list[str]:
    words = " ".join(variants[0] for variants in state.say)
    if not words and state.pace:
        words = state.pace.beats[0].say
    return textwrap.wrap(words, WORDS_WIDTH, max_lines=WORD_LINES, placeholder=" …")


def _rows(book: Book, flow: Flow, name: str, state: State) -> Iterator[Row]:
    for way in ways(name, state):
        target = resolved(book, flow, way.written) or way.written
        owner, _, inside = target.partition(".")
        label = say_way(way, state)
        if owner == flow.id:
            yield Row(way.kind, _short(label), inside)
        else:
            yield Row(way.kind, _short(f"{label} → {_outside(book, target)}"), "")


def say_way(way: Way, state: State) -> str:
    """What a way is called on a map."""
    guard = f"if {way.guard.text}" if way.guard else ""
    last = "else" if len(state.then) > 1 and not guard else ""
    names = {
        "choice": f"[{way.label}]",
        "answer": guard or last or f"answer: {state.ask}",
        "after": f"after {way.label}",
        "pace": guard or last or "count over",
        "call": "first",
        "return": guard or last or "then",
        "nudge": f"reminder “{way.label}”",
    }
    return names.get(way.kind, guard or last or "then")


def _outside(book: Book, target: str) -> str:
    if target == END:
        return "end"
    if target == RESUME:
        return "where it was left"
    flow, _, state = target.partition(".")
    if flow not in book.flows:
        return target
    title = book.flows[flow].title
    return title if book.flows[flow].first == target else f"{title}: {state}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= ROW_WIDTH else line[: ROW_WIDTH - 1].rstrip() + "…"
