"""What is left over in an apology that stops at the words and the act.

Somebody who says sorry, names an act and goes on, without naming how it landed or what will be
different, nearly always goes on to a reason, a reproach or a request, in more ways than any list
of phrases holds. So a clause that no cue has placed is read by how it opens. An apology that
holds impact, amends or change is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.coach.lerner.cues import Hit
from app.coach.lerner.passage import Passage, Places

_FEWEST_WORDS = 4
_REDEEMS = ("cancel", "release", "own_after_but", "report")


def left_over(passage: Passage, sorry: list[Hit], acts: list[Hit], placed: list[Hit]) -> list[Hit]:
    """Return the faults of clauses after the apology in which nothing was `placed`."""
    if not sorry or not acts:
        return []
    begun = min(sorry[0].first, acts[0].first)
    taken = Places(passage, placed)
    found = []
    for first, last in _clauses(passage, begun):
        clause = Hit("clause", first, last)
        label = _label(passage, first)
        redeemed = any(hit for cue in _REDEEMS for hit in passage.near(cue, first))
        if label and last - first >= _FEWEST_WORDS and not redeemed and not taken.cover(clause):
            found.append(Hit(label, first, last))
    return found


def _clauses(passage: Passage, index: int) -> Iterator[tuple[int, int]]:
    """The ranges of words between commas and sentence ends, after the clause at `index`."""
    total = len(passage.reading.words)
    first = passage.clause_end(index) + 1
    while first < total:
        last = passage.clause_end(first)
        if last > first:
            yield first, last
        first = last + 1


def _label(passage: Passage, index: int) -> str | None:
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
