"""What is left over in an apology that stops at the words and the act.

Somebody who says sorry, names an act and goes on, without naming how it landed or what will be
different, nearly always goes on to a reason, a reproach or a request, in more ways than any list
of phrases holds. So a sentence that no cue has placed is read by how it opens. An apology that
holds impact, amends or change is left alone.
"""

from __future__ import annotations

from app.coach.lerner.cues import Hit
from app.coach.lerner.passage import Passage, Places

_FEWEST_WORDS = 4
_REDEEMS = ("cancel", "release", "own_after_but", "report")


def left_over(passage: Passage, sorry: list[Hit], acts: list[Hit], placed: list[Hit]) -> list[Hit]:
    """Return the faults of sentences after the apology in which nothing was `placed`."""
    if not sorry or not acts:
        return []
    begun = passage.number(min(sorry[0].first, acts[0].first))
    taken = Places(passage, placed)
    found = []
    for number in range(begun + 1, len(passage.sentences)):
        sentence = passage.sentences[number]
        label = _label(passage, sentence.first)
        free = not taken.beside(sentence.first) and not any(
            hit for cue in _REDEEMS for hit in passage.near(cue, sentence.first)
        )
        if label and free and sentence.last - sentence.first > _FEWEST_WORDS:
            found.append(Hit(label, sentence.first, sentence.last - 1))
    return found


def _label(passage: Passage, index: int) -> str | None:
    """The fault that the opening of a sentence speaks for, or None."""
    asks = "?" in _ending(passage, index)
    if asks and _opens(passage, "asks_back", index):
        return "crime_sheet"
    if asks and _opens(passage, "asks_of_you", index):
        return "demand"
    if _opens(passage, "opens_with_you", index):
        return "crime_sheet"
    return "excuse" if _opens(passage, "opens_with_circumstance", index) else None


def _opens(passage: Passage, cue: str, index: int) -> bool:
    return any(hit.first == index for hit in passage.near(cue, index))


def _ending(passage: Passage, index: int) -> str:
    mark = passage.reading.words[passage.sentence(index).last - 1]
    return passage.reading.text[mark.start : mark.end]
