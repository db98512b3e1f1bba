"""What the model looks at: words, word pairs, letter groups, concepts and their order.

A feature's name says what was seen ("w:silent", "c:partner>no_answer"), so that a reading can be
explained. Each of the three groups counts equally however long the message is.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.coach.intents.concepts import ConceptIndex
from app.coach.intents.phrases import Phrasebook
from app.coach.intents.text import tokens
from app.coach.intents.typos import SpellingIndex

GROUPS = ("w", "g", "c")
"""Words and pairs, letter groups, concepts: the prefix of each feature's name."""

_NEARBY_CONCEPTS = 4
_LETTERS = (3, 4, 5)
_PARTNER, _FOLDED_CONCEPTS = "partner", ("partner", "his")


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns a text into plain words and features, with one locale's authored material."""

    book: Phrasebook
    concepts: ConceptIndex
    spelling: SpellingIndex
    partner_words: frozenset[str]

    def words(self, text: str) -> tuple[str, ...]:
        """Plain words, short forms written out and single slips mended."""
        return tuple(map(self.spelling.mend, tokens(text, self.book.spelling)))

    def features(self, text: str) -> frozenset[str]:
        """The names of everything seen in `text`."""
        words = self.words(text)
        return frozenset(
            (*self._word_features(words), *_letter_groups(words), *self._concept_features(words))
        )

    def folded(self, words: Sequence[str]) -> tuple[str, ...]:
        """`words` with every way of naming the partner made one, and digits made one."""
        return tuple(map(self._fold, words))

    def _fold(self, word: str) -> str:
        if word in self.partner_words:
            return _PARTNER
        return "#" if word.isdigit() else word

    def _word_features(self, words: Sequence[str]) -> Iterator[str]:
        folded = self.folded(words)
        yield from (f"w:{word}" for word in folded)
        yield from (f"w:{one}_{two}" for one, two in pairwise(("^", *folded, "$")))
        yield from (
            f"w:{one}_{two}_{three}"
            for one, two, three in zip(folded, folded[1:], folded[2:], strict=False)
        )
        yield f"w:#{_length_class(len(words))}"
        yield from {f"w:#script_{script}" for script in map(_script, words)}

    def _concept_features(self, words: Sequence[str]) -> Iterator[str]:
        found = self.concepts.find(words)
        yield from (f"c:{name}" for _, name in found)
        for index, (place, name) in enumerate(found):
            for later_place, later in found[index + 1 : index + 1 + 2 * _NEARBY_CONCEPTS]:
                if later_place > place and later != name:
                    yield f"c:{name}>{later}"


def _letter_groups(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        padded = f" {word} "
        for length in _LETTERS:
            yield from (f"g:{padded[at : at + length]}" for at in range(len(padded) - length + 1))


def _script(word: str) -> str:
    """'latin', 'cyrillic', 'cjk', ...: a script we do not serve asks for another language."""
    return unicodedata.name(word[0], "unknown").split()[0].split("-")[0].lower()


def _length_class(count: int) -> str:
    for bound, name in ((1, "one"), (3, "few"), (8, "some"), (20, "many")):
        if count <= bound:
            return name
    return "long"


def reader_for(book: Phrasebook) -> Reader:
    """The reader of one locale."""
    known = {
        word
        for phrases in book.phrases.values()
        for phrase in phrases
        for word in tokens(phrase, book.spelling)
    }
    known |= {word for entries in book.concepts.values() for e in entries for word in e.split()}
    folded = {
        word for name in _FOLDED_CONCEPTS for word in book.concepts.get(name, ()) if " " not in word
    }
    return Reader(book, ConceptIndex(book.concepts), SpellingIndex(known), frozenset(folded))
