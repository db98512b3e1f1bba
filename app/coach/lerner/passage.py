"""A reading with its cues and its sentences: what every judgement about a text is made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.coach.lerner.cues import Hit, find
from app.coach.lerner.reading import COMMA, STOP, Reading


@dataclass(frozen=True, slots=True)
class Sentence:
    """A range of words, end exclusive, between two sentence ends."""

    first: int
    last: int


class Passage:
    """A reading, indexed by cue and by sentence, so that each question costs one look-up."""

    def __init__(self, reading: Reading) -> None:
        """Find the sentences and cues of `reading`."""
        self.reading = reading
        self.sentences = tuple(_sentences(reading))
        self._sentence_of = [0] * len(reading.words)
        for number, sentence in enumerate(self.sentences):
            for index in range(sentence.first, sentence.last):
                self._sentence_of[index] = number
        self._hits: dict[tuple[str, int], list[Hit]] = defaultdict(list)
        self._cues: dict[str, list[Hit]] = defaultdict(list)
        for hit in find(reading):
            self._cues[hit.cue].append(hit)
            self._hits[hit.cue, self.number(hit.first)].append(hit)

    def number(self, index: int) -> int:
        """The number of the sentence that holds the word at `index`."""
        return self._sentence_of[index]

    def sentence(self, index: int) -> Sentence:
        """The sentence that holds the word at `index`."""
        return self.sentences[self._sentence_of[index]]

    def all(self, cue: str) -> list[Hit]:
        """Every hit of a cue."""
        return self._cues.get(cue, [])

    def near(self, cue: str, index: int, before: int = 0, after: int = 0) -> Iterator[Hit]:
        """Hits of a cue in the sentence of `index` and so many sentences around it."""
        here = self.number(index)
        for number in range(here - before, here + after + 1):
            yield from self._hits.get((cue, number), ())

    def overlaps(self, cue: str, hit: Hit) -> bool:
        """Whether some hit of `cue` shares a word with `hit`."""
        return any(
            other.first < hit.last and hit.first < other.last for other in self.near(cue, hit.first)
        )

    def plain(self, first: int, last: int) -> str:
        """The plain words of a range."""
        return " ".join(word.plain for word in self.reading.words[first:last])

    def clauses(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        """The ranges of words between the commas of a sentence."""
        first = sentence.first
        while first < sentence.last:
            last = self.clause_end(first)
            if last > first:
                yield first, last
            first = last + 1

    def clause_end(self, index: int) -> int:
        """The first comma or sentence end at or after `index`."""
        words = self.reading.words
        while index < len(words) and words[index].plain not in (COMMA, STOP):
            index += 1
        return index

    def clause_start(self, index: int) -> int:
        """The word after the last comma or sentence end before `index`."""
        while index > 0 and not self.reading.is_break(index - 1):
            index -= 1
        return index


class Places:
    """Hits by the sentence they stand in, so that a question about one is not asked of all."""

    def __init__(self, passage: Passage, hits: Iterable[Hit]) -> None:
        """Sort `hits` into the sentences of `passage`."""
        self._passage = passage
        self._by_sentence: dict[int, list[Hit]] = defaultdict(list)
        for hit in hits:
            self._by_sentence[passage.number(hit.first)].append(hit)

    def beside(self, index: int, before: int = 0) -> list[Hit]:
        """The hits in the sentence of the word at `index`, and so many sentences before."""
        here = self._passage.number(index)
        numbers = range(here - before, here + 1)
        return [hit for number in numbers for hit in self._by_sentence.get(number, ())]

    def elsewhere(self, index: int) -> bool:
        """Whether any hit stands in another sentence than the word at `index`."""
        return len(self._by_sentence) > (self._passage.number(index) in self._by_sentence)

    def cover(self, hit: Hit) -> bool:
        """Whether any of them shares a word with `hit`."""
        return any(
            other.first < hit.last and hit.first < other.last for other in self.beside(hit.first)
        )


def _sentences(reading: Reading) -> Iterator[Sentence]:
    first = 0
    for index, word in enumerate(reading.words):
        if word.plain == STOP:
            if index > first:
                yield Sentence(first, index + 1)
                first = index + 1
            elif not first:
                first = 0
    if first < len(reading.words):
        yield Sentence(first, len(reading.words))
