"""Take words out of a text so that what stays is still a sentence.

Leaving something out is the safest rewrite there is: it adds no feeling and no fact. It is only
offered when something of the apology stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.coach.lerner.cues import Hit
from app.coach.lerner.passage import Passage, Places
from app.coach.lerner.reading import COMMA, STOP

_JOINERS = frozenset(
    "because as since and so but when which though although or however plus".split()
)


@dataclass(frozen=True, slots=True)
class Edit:
    """`text[start:end]` becomes `instead`."""

    start: int
    end: int
    instead: str


def cut(passage: Passage, fault: Hit, parts: Places) -> Edit | None:
    """Return the edit that leaves the fault's clause or sentence out, or None if none is safe."""
    sentence = passage.sentence(fault.first)
    first = sentence.first + (passage.reading.words[sentence.first].plain == STOP)
    last = sentence.last - 1
    beside = [
        part for part in parts.beside(fault.first) if not fault.first <= part.first < fault.last
    ]
    if not beside:
        return _whole(passage, first, last) if parts.elsewhere(fault.first) else None
    if all(part.first < fault.first for part in beside):
        return _trailing(passage, fault, beside, last)
    if all(part.first >= fault.last - 1 for part in beside):
        return _leading(passage, fault, first, min(part.first for part in beside))
    return None


def _whole(passage: Passage, first: int, last: int) -> Edit:
    words, text = passage.reading.words, passage.reading.text
    if last + 1 < len(words):
        return Edit(words[first].start, words[last + 1].start, "")
    return Edit(len(text[: words[first].start].rstrip()), len(text.rstrip()), "")


def _trailing(passage: Passage, fault: Hit, beside: list[Hit], last: int) -> Edit | None:
    words = passage.reading.words
    joint = fault.first
    if words[joint].plain not in _JOINERS:
        joint -= 1
        while joint > 0 and words[joint].plain not in _JOINERS and words[joint].plain != COMMA:
            joint -= 1
    while words[joint - 1].plain in _JOINERS or words[joint - 1].plain == COMMA:
        joint -= 1
    if joint <= max(part.first for part in beside) or words[joint - 1].plain == STOP:
        return None
    return until_end(passage, words[joint - 1].end, last)


def until_end(passage: Passage, start: int, last: int) -> Edit:
    """Leave out everything from `start` to the sentence end at word `last`, and a question mark."""
    words, text = passage.reading.words, passage.reading.text
    if "?" in text[words[last].start : words[last].end]:
        return Edit(start, words[last].end, ".")
    return Edit(start, words[last].start, "")


def _leading(passage: Passage, fault: Hit, first: int, keep: int) -> Edit | None:
    words, text = passage.reading.words, passage.reading.text
    joint = passage.clause_end(fault.last - 1)
    if joint >= keep or words[joint].plain != COMMA:
        return None
    while words[joint].plain in _JOINERS or words[joint].plain == COMMA:
        joint += 1
    if joint > keep:
        return None
    start, resume = words[first].start, words[joint].start
    return Edit(start, resume + 1, like(text[start], text[resume]))


def like(model: str, letter: str) -> str:
    """`letter` as a capital if `model` is one: a person who writes in lower case goes on so."""
    return letter.upper() if model.isupper() else letter


def sentence_capital(passage: Passage, index: int) -> str:
    """The first letter of the sentence that holds the word at `index`."""
    words = passage.reading.words
    first = passage.sentence(index).first
    while words[first].plain in (STOP, COMMA) and first < index:
        first += 1
    return passage.reading.text[words[first].start : words[first].start + 1] or "a"
