"""What the channels cannot carry: long messages, long labels, long button data."""

from collections.abc import Iterator

from app.engine.checks.names import trouble
from app.engine.flow import MAX_LABEL, Flow
from app.engine.loader import Book, Problem
from app.engine.placeholders import PLACEHOLDER, placeholders
from app.engine.texts import Text, texts_of

MAX_MESSAGE = 4096
"""Longest message, in UTF-16 units, as Telegram counts them."""
MAX_DATA = 64
"""Longest data of a button, in bytes."""
_LONGEST_STEP = "f" * 8
_LONGEST_LIST = 10_000
_USUAL_VALUE = 60
"""Characters that a value without a longest length usually takes."""


def check_limits(book: Book) -> Iterator[Problem]:
    """Messages, labels and button data that are too long, in every language."""
    for flow in book.flows.values():
        for text in texts_of(flow):
            for locale in book.locales:
                yield from _length(book, flow, text, locale)
        yield from _data(book, flow)


def _length(book: Book, flow: Flow, text: Text, locale: str) -> Iterator[Problem]:
    shown = book.translate(text.text, locale)
    where = "" if locale == "en" else f" in {locale}"
    plain = PLACEHOLDER.sub("", shown)
    if text.kind == "label" and len(plain) > MAX_LABEL:
        what = f"the label “{shown}” has {len(plain)} characters{where}"
        hint = f"a button shows {MAX_LABEL} at most"
        yield trouble(book, flow.id, text.path, what, hint)
    if text.kind == "label" and not shown.strip():
        yield trouble(book, flow.id, text.path, f"an empty label{where}", "give the button a word")
    longest = units(plain) + sum(_longest(book, flow, found) for found in _values(shown))
    if longest > MAX_MESSAGE:
        what = f"this message can reach {longest} characters{where}"
        hint = f"a message holds {MAX_MESSAGE}; shorten it, or lower `max` of a slot in it"
        yield trouble(book, flow.id, text.path, what, hint)


def units(text: str) -> int:
    """Length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _values(text: str) -> Iterator[str]:
    for found in placeholders(text):
        if found.expression:
            yield found.expression.text.strip()


def _longest(book: Book, flow: Flow, value: str) -> int:
    slot = book.slot(flow.id, value)
    if slot is None or slot.type != "text":
        return _USUAL_VALUE
    return slot.max or _USUAL_VALUE


def _data(book: Book, flow: Flow) -> Iterator[Problem]:
    for name, state in flow.states.items():
        for index, choice in enumerate(state.choices):
            tail = f"-{_LONGEST_LIST}" if choice.each else ""
            data = f"{_LONGEST_STEP}.c{index}{tail}"
            if len(data.encode()) > MAX_DATA:
                path = ("states", name, "choices", index)
                yield trouble(book, flow.id, path, "too many choices", "split the state in two")
    if len(f"go.{flow.id}".encode()) > MAX_DATA:
        what = f"the id `{flow.id}` does not fit in a button's data"
        hint = f"shorten it: `go.` and the id have {MAX_DATA} bytes"
        yield trouble(book, flow.id, ("id",), what, hint)
