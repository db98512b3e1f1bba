"""From what a person typed to a slot's value."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from app.engine.flow import Slot
from app.engine.model import Value
from app.engine.scope import Scope, time_value

MAX_TEXT = 4000
"""Longest text taken as an answer, in characters."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff\ud800-\udfff]")
_NUMBER = re.compile(r"(?<![\d.,:/-])-?\d+(?:[.,]\d+)?(?![\d:])")


@dataclass(frozen=True, slots=True)
class Answer:
    """A value read from words; `ok` is false when the words do not fit the slot."""

    ok: bool
    value: Value = None


NO = Answer(ok=False)


def clean(text: str) -> str:
    """The text without control characters, lone surrogates and outer spaces, in Unicode normal
    form: what can be stored and shown."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", plain)).strip()


def folded(text: str) -> str:
    """The text as it is compared: no case, no punctuation or emoji, single spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    kept = "".join(c if c.isalnum() or c in "'/" else " " for c in plain)
    return " ".join(kept.split())


def matches(text: str, labels: Iterable[str], *, near: bool = True) -> bool:
    """True if the text is one of the labels, but for case, punctuation and a slip of the finger."""
    said = folded(text)
    known = [folded(label) for label in labels]
    if said and said in known:
        return True
    fits = near and len(said) > 4
    return fits and bool(difflib.get_close_matches(said, known, n=1, cutoff=0.88))


def read_answer(slot: Slot, text: str, scope: Scope) -> Answer:
    """The slot's value in `text`, which has been cleaned. Never raises."""
    match slot.type:
        case "text":
            return _text(slot, text)
        case "choice":
            return _choice(slot, text, scope)
        case "scale":
            return _scale(slot, text, scope)
        case "boolean":
            return _boolean(text, scope)
        case "time":
            return _time(text, scope)
        case "duration":
            return _duration(slot, text, scope)
        case "timezone":
            zone = scope.tools.read_timezone(text, scope.now)
            return Answer(ok=True, value=zone) if zone else NO
        case "country":
            country = scope.tools.read_country(text)
            return Answer(ok=True, value=country) if country else NO
        case "any":
            return NO


def _text(slot: Slot, text: str) -> Answer:
    longest = slot.max or MAX_TEXT
    return Answer(ok=True, value=text) if (slot.min or 1) <= len(text) <= longest else NO


def _choice(slot: Slot, text: str, scope: Scope) -> Answer:
    for near in (False, True):
        for option in slot.options:
            known = [option.value, option.label, scope.render(option.label), *option.also]
            if matches(text, known, near=near):
                return Answer(ok=True, value=option.value)
    return NO


def _scale(slot: Slot, text: str, scope: Scope) -> Answer:
    low, high = slot.min or 0, 10 if slot.max is None else slot.max
    plain = re.sub(rf"(?:/|out of|of|von|de|sobre)\s*{high}\b", " ", text.casefold())
    found = {float(n.replace(",", ".")) for n in _NUMBER.findall(plain)}
    words = scope.book.phrase("numbers")
    names = [folded(scope.book.translate(word, scope.locale)) for word in words]
    for word in folded(plain).split():
        if word in names:
            found.add(float(names.index(word)))
    if len(found) != 1:
        return NO
    value = round(found.pop())
    return Answer(ok=True, value=value) if low <= value <= high else NO


def _boolean(text: str, scope: Scope) -> Answer:
    for value, name in ((True, "yes"), (False, "no")):
        words = scope.book.phrase(name)
        known = [*words, *(scope.book.translate(word, scope.locale) for word in words)]
        if matches(text, known, near=False):
            return Answer(ok=True, value=value)
    return NO


def _time(text: str, scope: Scope) -> Answer:
    read = scope.tools.read_time(text, scope.now, scope.timezone, locale=scope.locale)
    if read is None:
        return NO
    return Answer(ok=True, value=time_value(read, scope.timezone))


def _duration(slot: Slot, text: str, scope: Scope) -> Answer:
    delta = scope.tools.read_duration(text, scope.locale)
    if delta is None or delta <= timedelta(0):
        return NO
    seconds = int(delta.total_seconds())
    fits = (slot.min or 0) <= seconds <= (slot.max or 366 * 86400)
    return Answer(ok=True, value=seconds) if fits else NO
