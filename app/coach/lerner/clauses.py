"""Cut a passage into clauses, and say what the model sees of each.

A clause runs to the next comma, sentence end or joining word: the size in which people give a
reason, a reproach or a promise. Training (`bench/apology_train.py`) and the review both take their
features from here, so they cannot drift apart. A feature is a short string of a kind:

- w: ``sorry`` a word of the clause, ``sorry i`` two in a row, ``~you had a *`` three in a row
  with all but the small words reduced to their ending;
- s: the same of the whole sentence;
- p and x: words and pairs of the clause before and the one after;
- d: where it stands: first, last or between, in a question, how long it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from app.coach.lerner.data import load_mapping
from app.coach.lerner.passage import Passage
from app.coach.lerner.reading import COMMA, STOP

_JOINING = frozenset("but because cause though although however except".split())
_FEWEST_WORDS = 2
_SEEN_OF_NEXT = 6  # words
_LENGTH_STEP, _LONGEST_STEP = 3, 6
_MARKS = frozenset((COMMA, STOP))


@dataclass(frozen=True, slots=True)
class Clause:
    """A range of words, end exclusive, and the number of the sentence it stands in."""

    first: int
    last: int
    sentence: int


def clauses(passage: Passage) -> tuple[Clause, ...]:
    """The clauses of `passage` in order; together they hold every word of its sentences."""
    plain = [word.plain for word in passage.reading.words]
    found: list[Clause] = []
    for number, sentence in enumerate(passage.sentences):
        begun = len(found)
        cuts = [*_cuts(plain, sentence.first, sentence.last), sentence.last]
        for first, last in pairwise(cuts):
            before = found[-1] if len(found) > begun else None
            if before and (_is_short(plain, before.first, before.last)
                           or _is_short(plain, first, last)):  # fmt: skip
                found[-1] = Clause(before.first, last, number)
            else:
                found.append(Clause(first, last, number))
    return tuple(found)


Features = tuple[tuple[str, Collection[str]], ...]
"""The kinds of features of a clause by their letter, each with the names found."""


def clause_features(passage: Passage, parts: Sequence[Clause]) -> Iterator[Features]:
    """The features of each clause of `parts`, which are the clauses of `passage`."""
    runs = _Runs([word.plain for word in passage.reading.words])
    whole = [runs.all(sentence.first, sentence.last) for sentence in passage.sentences]
    for place, part in enumerate(parts):
        before = runs.words_and_pairs(*_range(parts[place - 1])) if place else ()
        first, last = _range(parts[place + 1]) if place + 1 < len(parts) else (0, 0)
        yield (
            ("w", runs.all(part.first, part.last) | runs.edges(part.first, part.last)),
            ("s", whole[part.sentence]),
            ("p", before),
            ("x", runs.words_and_pairs(first, min(last, first + _SEEN_OF_NEXT))),
            ("d", tuple(_place(passage, parts, place))),
        )


class _Runs:
    """The words of a passage, and its runs of two and of three, each made once."""

    def __init__(self, plain: list[str]) -> None:
        self._words = plain
        self._bones = bones = [_bone(word) for word in plain]
        self._twos = [f"{one} {two}" for one, two in pairwise(plain)]
        self._threes = [
            f"~{one} {two} {three}"
            for one, two, three in zip(bones, bones[1:], bones[2:], strict=False)
        ]

    def words_and_pairs(self, first: int, last: int) -> set[str]:
        return {*self._words[first:last], *self._twos[first : max(first, last - 1)]}

    def all(self, first: int, last: int) -> set[str]:
        return self.words_and_pairs(first, last).union(self._threes[first : max(first, last - 2)])

    def edges(self, first: int, last: int) -> set[str]:
        """The runs that tell where a clause begins and ends."""
        words, bones = self._words[first:last], ["*", *self._bones[first:last], "*"]
        return {
            "<",
            ">",
            f"< {words[0]}",
            f"{words[-1]} >",
            f"~{' '.join(bones[:3])}",
            f"~{' '.join(bones[-3:])}",
        }


def _range(part: Clause) -> tuple[int, int]:
    return part.first, part.last


def _cuts(plain: Sequence[str], first: int, last: int) -> Iterator[int]:
    latest = first
    yield first
    for index in range(first + 1, last):
        cut = index + 1 if plain[index] == COMMA else index if plain[index] in _JOINING else latest
        if latest < cut < last:
            latest = cut
            yield cut


def _is_short(plain: Sequence[str], first: int, last: int) -> bool:
    return sum(plain[index] not in _MARKS for index in range(first, last)) < _FEWEST_WORDS


def _place(passage: Passage, parts: Sequence[Clause], place: int) -> Iterator[str]:
    part, total = parts[place], len(parts)
    if total == 1:
        yield "only"
    else:
        yield "first" if place == 0 else "last" if place == total - 1 else "between"
    mark = passage.reading.words[passage.sentences[part.sentence].last - 1]
    yield "asks" if "?" in passage.reading.text[mark.start : mark.end] else "says"
    goes_on = place > 0 and parts[place - 1].sentence == part.sentence
    yield "goes on" if goes_on else "begins"
    yield f"length {min(_LONGEST_STEP, (part.last - part.first) // _LENGTH_STEP)}"


@lru_cache(maxsize=20_000)
def _bone(word: str) -> str:
    """A small word as it is, another by its ending: "you had a *" fits what was never read."""
    if word in _small_words():
        return word
    return next((f"*{ending}" for ending in ("ing", "ed", "s") if word.endswith(ending)), "*")


@cache
def _small_words() -> frozenset[str]:
    return frozenset(load_mapping("languages.yaml")["en"].split()) | _MARKS
