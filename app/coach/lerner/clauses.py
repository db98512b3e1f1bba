"""Cut a passage into clauses, and say what the model sees of each.

A clause runs to the next comma, sentence end or joining word: the size in which people give a
reason, a reproach or a promise. Training (`bench/apology_train.py`) and the review both take their
features from here, so they cannot drift apart. A feature is a short string:

- ``w:sorry`` a word of the clause, ``w:sorry i`` two in a row, ``w:~you had a *`` three in a row
  with all but the small words reduced to their ending;
- ``s:...`` the same of the whole sentence;
- ``p:...`` and ``x:...`` words and pairs of the clause before and the one after;
- ``d:...`` where it stands: first, last or between, in a question, how long it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def clause_features(passage: Passage, parts: Sequence[Clause]) -> Iterator[list[str]]:
    """The features of each clause of `parts`, which are the clauses of `passage`."""
    plain = [word.plain for word in passage.reading.words]
    rows = [plain[part.first : part.last] for part in parts]
    whole = [
        [f"s:{name}" for name in _runs(plain[sentence.first : sentence.last])]
        for sentence in passage.sentences
    ]
    for place, (part, row) in enumerate(zip(parts, rows, strict=True)):
        before = _words_and_pairs("p", rows[place - 1]) if place else ()
        after = rows[place + 1][:_SEEN_OF_NEXT] if place + 1 < len(rows) else []
        yield [
            *(f"w:{name}" for name in _runs(["<", *row, ">"])),
            *whole[part.sentence],
            *before,
            *_words_and_pairs("x", after),
            *_place(passage, parts, place),
        ]


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


def _runs(row: Sequence[str]) -> set[str]:
    bones = [_bone(word) for word in row]
    threes = zip(bones, bones[1:], bones[2:], strict=False)
    return {
        *row,
        *(f"{one} {two}" for one, two in pairwise(row)),
        *(f"~{one} {two} {three}" for one, two, three in threes),
    }


def _words_and_pairs(mark: str, row: Sequence[str]) -> set[str]:
    return {f"{mark}:{word}" for word in row} | {
        f"{mark}:{one} {two}" for one, two in pairwise(row)
    }


def _place(passage: Passage, parts: Sequence[Clause], place: int) -> Iterator[str]:
    part, total = parts[place], len(parts)
    if total == 1:
        yield "d:only"
    else:
        yield "d:first" if place == 0 else "d:last" if place == total - 1 else "d:between"
    mark = passage.reading.words[passage.sentences[part.sentence].last - 1]
    yield "d:asks" if "?" in passage.reading.text[mark.start : mark.end] else "d:says"
    goes_on = place > 0 and parts[place - 1].sentence == part.sentence
    yield "d:goes on" if goes_on else "d:begins"
    yield f"d:length {min(_LONGEST_STEP, (part.last - part.first) // _LENGTH_STEP)}"


@lru_cache(maxsize=20_000)
def _bone(word: str) -> str:
    """A small word as it is, another by its ending: "you had a *" fits what was never read."""
    if word in _small_words():
        return word
    return next((f"*{ending}" for ending in ("ing", "ed", "s") if word.endswith(ending)), "*")


@cache
def _small_words() -> frozenset[str]:
    return frozenset(load_mapping("languages.yaml")["en"].split()) | _MARKS
