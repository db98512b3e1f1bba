"""Which pieces a text takes back: "not tonight", "tomorrow doesn't work", "we fought on Sunday"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from app.coach.timewords.events import asks_for_a_reminder, opens_what_is_reminded, tells_an_event
from app.coach.timewords.pieces import Clock, Length, Past, Piece
from app.coach.timewords.vocabulary import BREAKS, PAST_SIGNS, PRONOUNS, REFUSALS, RESETS
from app.coach.timewords.words import Words

_LIMITS: Final = frozenset({"until", "before"})
_HABITS: Final = frozenset({"never", "every"})
_NEARLY: Final = frozenset("already almost nearly like about around only past".split())
_BY_NOW: Final = frozenset("here now already where over and".split())


def wanted(pieces: list[Piece], words: Words) -> list[Piece]:
    """The pieces offered: not refused, not a habit, not told of the past or of an event."""
    kept: list[Piece] = []
    meant = [piece for piece in pieces if not _tells_the_time(piece, pieces, words)]
    firsts = [piece.first for piece in meant]
    events_count = asks_for_a_reminder(words)
    for start, end in _stretches(words):
        inside = meant[bisect_left(firsts, start) : bisect_left(firsts, end)]
        if inside and (events_count or not tells_an_event(words, start, end)):
            kept.extend(_kept(inside, words, start, opens_what_is_reminded(words, start, end)))
    return kept


def _tells_the_time(piece: Piece, pieces: list[Piece], words: Words) -> bool:
    """'It's 11 pm here' says what time it is now; 'it's 8 then' agrees on one."""
    before = piece.first - 1
    while words.canonical(before) in _NEARLY:
        before -= 1
    if not isinstance(piece.meaning, Clock) or words.canonical(before) not in {"is", "its"}:
        return False
    if words.canonical(before - 1) not in {"it", "time"}:
        return False
    return words.canonical(piece.end) in _BY_NOW or len(pieces) > 1


def _stretches(words: Words) -> Iterator[tuple[int, int]]:
    """Ranges of words that one "not" can govern: up to a mark or a word such as "but", "let's"."""
    start = 0
    habit = False
    for at, item in enumerate(words.items):
        habit = habit or item.canonical in _HABITS
        if item.canonical in BREAKS or (
            _resets(words, at) and not (habit and item.canonical in _LIMITS)
        ):
            habit = False
            if at > start:
                yield start, at
            start = at
    yield start, len(words.items)


def _resets(words: Words, at: int) -> bool:
    """Whether the word at an index opens a new stretch; "don't remind me" does not."""
    word, before = words.canonical(at), words.canonical(at - 1)
    return word in RESETS and (before not in REFUSALS or (before == "not" and word in _LIMITS))


def _kept(inside: list[Piece], words: Words, start: int, end: int) -> list[Piece]:
    if any(isinstance(piece.meaning, Past) for piece in inside) or _tells_the_past(
        inside, words, start, end
    ):
        return []
    covered = {index for piece in inside for index in range(piece.first, piece.end)}
    signs = [
        at for at in range(start, end) if words.canonical(at) in REFUSALS and at not in covered
    ]
    if not signs:
        return inside
    governs_after = any(piece.first > signs[0] for piece in inside)
    if governs_after:
        return [piece for piece in inside if piece.first < signs[0]]
    return []


def _tells_the_past(inside: list[Piece], words: Words, start: int, end: int) -> bool:
    """Whether the stretch reports something that happened, unless it names a wait."""
    if any(isinstance(piece.meaning, Length) and piece.meaning.firm for piece in inside):
        return False
    for at in range(start, end):
        if words.canonical(at) in {"after", "once"}:
            return False
        word, before = words.canonical(at), words.canonical(at - 1)
        if word in PAST_SIGNS and before not in {"to", "be"}:
            return True
        if before in PRONOUNS and word.endswith("ed") and word != "need" and len(word) > 4:
            return True
    return False
