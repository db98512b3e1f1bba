"""Compares what a transcript expects with what happened."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from app.engine.loader import Book
from app.engine.model import Nudge, Value
from app.engine.placeholders import PLACEHOLDER
from app.engine.rehearsal.case import Line
from app.engine.rehearsal.stage import Stage

WILD = "…"
"""Stands for any words in an expected text."""


def fits(expected: str, said: str) -> bool:
    """True if the text is the expected one, where `…` stands for anything."""
    return bool(_wild(expected).fullmatch(_flat(said)))


def fits_a_variant(book: Book, locale: str, expected: str, said: str) -> bool:
    """True if both texts are wordings of the same message of a flow, of which one is said."""
    for wordings in _variants(book, locale):
        known = any(pattern.fullmatch(_flat(expected)) for pattern in wordings)
        if known and any(pattern.fullmatch(_flat(said)) for pattern in wordings):
            return True
    return False


@cache
def _wild(expected: str) -> re.Pattern[str]:
    return _pattern(_flat(expected).split(WILD))


def _pattern(parts: Iterable[str]) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)


def _flat(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def _variants(book: Book, locale: str) -> Iterator[list[re.Pattern[str]]]:
    for flow in book.flows.values():
        messages = [m for state in flow.states.values() for m in state.say]
        for wordings in (*messages, *flow.phrases.values()):
            if len(wordings) > 1:
                texts = [_flat(book.translate(wording, locale)) for wording in wordings]
                yield [_pattern(PLACEHOLDER.sub("\0", text).split("\0")) for text in texts]


def difference(stage: Stage, line: Line, heard: int, flow: str) -> tuple[str, int]:
    """What differs from an expectation, in words and empty if nothing does; and how many of the
    stage's replies have been heard by then. Replies may be left out, but keep their order."""
    if line.kind in ("coach", "draft"):
        return _said(stage, line, heard)
    compare: dict[str, Callable[[Stage, Any, str], str]] = {
        "buttons": _buttons,
        "nudges": _nudges,
        "slots": _slots,
        "state": _state,
    }
    return compare[line.kind](stage, line.value, flow), heard


def _said(stage: Stage, line: Line, heard: int) -> tuple[str, int]:
    book = stage.script.book
    locale = str(stage.conversation.person.get("locale") or "en")
    left = stage.replies[heard:]
    for index, reply in enumerate(left):
        if (reply.kind == "draft") != (line.kind == "draft"):
            continue
        if fits(line.value, reply.text) or fits_a_variant(book, locale, line.value, reply.text):
            return "", heard + index + 1
    told = "\n".join(f"    {r.kind}: {r.text}" for r in left) or "    (nothing more)"
    return f"expected {line.kind}: {line.value}\n  but there was\n{told}", heard


def _buttons(stage: Stage, wanted: list[str], _: str) -> str:
    shown: list[str] = []
    for reply in stage.replies:
        labels = [button.label for button in reply.buttons if button.kind == "tap"]
        shown = labels or shown
    return "" if shown == wanted else f"expected buttons {wanted}\n  but there were {shown}"


def _nudges(stage: Stage, wanted: list[str], _: str) -> str:
    calling = sorted((n for n in stage.conversation.nudges if not n.quiet), key=lambda n: n.due)
    listed = [_listed(stage, nudge) for nudge in calling]
    same = len(listed) == len(wanted) and all(map(fits, wanted, listed))
    return "" if same else f"expected nudges {wanted}\n  but there were {listed}"


def _listed(stage: Stage, nudge: Nudge) -> str:
    return f"{nudge.due.astimezone(stage.zone):%a %H:%M} {nudge.about}"


def _slots(stage: Stage, wanted: Mapping[str, Value], flow: str) -> str:
    odd = []
    for name, value in wanted.items():
        owner, _, slot = name.rpartition(".")
        found = stage.conversation.slots.get(owner or flow, {}).get(slot)
        if not _same(stage, value, found):
            odd.append(f"{name}: expected {value}, but it is {found}")
    return "; ".join(odd)


def _same(stage: Stage, wanted: Value, found: Value) -> bool:
    """A moment may be written as local time: "2026-11-24 20:00"."""
    if isinstance(found, Mapping) and "at" in found and isinstance(wanted, str):
        at = datetime.fromisoformat(found["at"]).astimezone(stage.zone)
        return f"{at:%Y-%m-%d %H:%M}" == wanted
    if isinstance(found, str) and isinstance(wanted, str):
        return fits(wanted, found)
    return bool(found == (None if wanted == "none" else wanted))


def _state(stage: Stage, wanted: str, flow: str) -> str:
    full = wanted if "." in wanted else f"{flow}.{wanted}"
    now = stage.conversation.state
    return "" if now == full else f"expected state {full}\n  but it is {now}"
