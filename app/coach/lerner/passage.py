"""A reading with its cues and its sentences: what every judgement about a text is made from."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from app.coach.lerner.cues import Hit, find
from app.coach.lerner.reading import STOP, Reading


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
        self._breaks = [i for i in range(len(reading.words)) if reading.is_break(i)]
        by_cue: dict[str, list[Hit]] = defaultdict(list)
        for hit in find(reading):
            by_cue[hit.cue].append(hit)
        self._cues = {cue: Places(self, hits) for cue, hits in by_cue.items()}

    def number(self, index: int) -> int:
        """The number of the sentence that holds the word at `index`."""
        return self._sentence_of[index]

    def sentence(self, index: int) -> Sentence:
        """The sentence that holds the word at `index`."""
        return self.sentences[self._sentence_of[index]]

    def all(self, cue: str) -> list[Hit]:
        """Every hit of a cue."""
        places = self._cues.get(cue)
        return places.hits if places else []

    def near(self, cue: str, index: int, before: int = 0, after: int = 0) -> list[Hit]:
        """Hits of a cue in the sentence of `index` and so many sentences around it."""
        places = self._cues.get(cue)
        return places.beside(index, before, after) if places else []

    def overlaps(self, cue: str, hit: Hit) -> bool:
        """Whether some hit of `cue` shares a word with `hit`."""
        places = self._cues.get(cue)
        return bool(places) and self._cues[cue].cover(hit)

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
        place = bisect_left(self._breaks, index)
        return self._breaks[place] if place < len(self._breaks) else len(self.reading.words)

    def clause_start(self, index: int) -> int:
        """The word after the last comma or sentence end before `index`."""
        place = bisect_left(self._breaks, index)
        return self._breaks[place - 1] + 1 if place else 0


class Places:
    """Hits in order of place, so that a question about one spot is not asked of all."""

    def __init__(self, passage: Passage, hits: Iterable[Hit]) -> None:
        """Sort `hits` of `passage`."""
        self._passage = passage
        self.hits = sorted(hits, key=lambda hit: (hit.first, hit.last))
        self._firsts = [hit.first for hit in self.hits]
        self._reach = list(accumulate((hit.last for hit in self.hits), max))

    def beside(self, index: int, before: int = 0, after: int = 0) -> list[Hit]:
        """The hits in the sentence of the word at `index`, and so many sentences around it.

        A sentence without end (nobody stops some people) counts only so far around the word.
        """
        sentences, here = self._passage.sentences, self._passage.number(index)
        first = sentences[max(0, here - before)].first
        last = sentences[min(len(sentences) - 1, here + after)].last
        start = bisect_left(self._firsts, max(first, index - _FAR))
        end = bisect_left(self._firsts, min(last, index + _FAR))
        return self.hits[start:end]

    def elsewhere(self, index: int) -> bool:
        """Whether any hit stands in another sentence than the word at `index`."""
        here = self._passage.sentence(index)
        return bool(self.hits) and not (
            here.first <= self._firsts[0] and self._firsts[-1] < here.last
        )

    def cover(self, hit: Hit) -> bool:
        """Whether any of them shares a word with `hit`."""
        before = bisect_left(self._firsts, hit.last)
        return before > 0 and self._reach[before - 1] > hit.first


_FAR = 120  # words


def _sentences(reading: Reading) -> Iterator[Sentence]:
    first = 0
    for index, word in enumerate(reading.words):
        if word.plain == STOP and index > first:
            yield Sentence(first, index + 1)
            first = index + 1
    if first < len(reading.words):
        yield Sentence(first, len(reading.words))
