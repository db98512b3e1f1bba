"""What is left over in an apology that stops at the words and the act.

Somebody who says sorry, names an act and goes on, without naming how it landed or what will be
different, nearly always goes on to a reason, a reproach or a request, in more ways than any list
of phrases holds. So a clause that no cue has placed is read by how it opens. An apology that
holds impact, amends or change is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.coach.lerner.cues import Hit
from app.coach.lerner.opinion import FAULT_LABELS, Opinion
from app.coach.lerner.passage import Passage, Places

_FEWEST_WORDS = 3
_LIKELY = 0.45
_CLEAR = 0.6
_THINKABLE = 0.1
_TAKES_BACK = ("blame", "crime_sheet", "excuse", "minimizing")
_REDEEMS = ("cancel", "release", "kindness", "own_after_but", "report")


def left_over(
    passage: Passage, opinion: Opinion, sorry: list[Hit], acts: list[Hit], placed: list[Hit]
) -> list[Hit]:
    """Return the faults of clauses after the apology in which nothing was `placed`."""
    if not sorry or not acts:
        return []
    begun = min(sorry[0].first, acts[0].first)
    taken = Places(passage, placed)
    found = []
    for first, last in _clauses(passage, begun):
        redeemed = any(hit for cue in _REDEEMS for hit in passage.near(cue, first))
        if last - first < _FEWEST_WORDS or redeemed or taken.cover(Hit("clause", first, last)):
            continue
        label = _label(passage, opinion, first)
        if label:
            found.append(Hit(label, first, last))
    return found


def behind_but(
    passage: Passage, opinion: Opinion, faults: list[Hit], placed: list[Hit]
) -> list[Hit]:
    """What stands behind a "but" that takes back, where the model can tell what it is."""
    taken = Places(passage, placed)
    found = []
    for but in faults:
        tail = Hit("clause", but.last, passage.clause_end(but.last))
        if but.cue != "but" or taken.cover(tail) or tail.last - tail.first < _FEWEST_WORDS:
            continue
        likeliest = max(_TAKES_BACK, key=lambda label: opinion.of(label, tail.first))
        if opinion.of(likeliest, tail.first) > _CLEAR:
            found.append(Hit(likeliest, tail.first, tail.last))
    return found


def _label(passage: Passage, opinion: Opinion, index: int) -> str | None:
    """The fault a clause speaks for: the likeliest, or else the one its opening hints at."""
    likeliest = max(FAULT_LABELS, key=lambda label: opinion.of(label, index))
    if opinion.of(likeliest, index) > _LIKELY:
        return likeliest
    hinted = _hint(passage, index)
    return hinted if hinted and opinion.of(hinted, index) > _THINKABLE else None


def _clauses(passage: Passage, index: int) -> Iterator[tuple[int, int]]:
    """The ranges of words between commas and sentence ends, after the clause at `index`."""
    total = len(passage.reading.words)
    first = passage.clause_end(index) + 1
    while first < total:
        last = passage.clause_end(first)
        if last > first:
            yield first, last
        first = last + 1


def _hint(passage: Passage, index: int) -> str | None:
    """The fault that the opening of a clause speaks for, or None."""
    asks = "?" in _ending(passage, index)
    if asks and _opens(passage, "asks_back", index):
        return "crime_sheet"
    if asks and _opens(passage, "asks_of_you", index):
        return "demand"
    return next((label for cue, label in _OPENINGS if _opens(passage, cue, index)), None)


_OPENINGS = (
    ("towards_me", "blame"),
    ("opens_with_you", "crime_sheet"),
    ("opens_with_your", "crime_sheet"),
    ("opens_with_people", "minimizing"),
    ("opens_with_circumstance", "excuse"),
)


def _opens(passage: Passage, cue: str, index: int) -> bool:
    return any(hit.first == index for hit in passage.near(cue, index))


def _ending(passage: Passage, index: int) -> str:
    mark = passage.reading.words[passage.sentence(index).last - 1]
    return passage.reading.text[mark.start : mark.end]
