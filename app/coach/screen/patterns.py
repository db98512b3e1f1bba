"""The small pattern language of the safety rules, compiled to bounded regular expressions.

A pattern is a row of elements between spaces, matched against the tokens of `normalise`:

- ``word`` or ``one|other``: one of these words;
- ``{class}``: a word of that class (its entries may hold several words, joined by ``_``);
- ``~3``: up to three other words, none of them a new subject such as "he" or "we";
- ``~~3``: up to three other words of any kind in the same sentence;
- ``element?``: the element may be missing;
- ``!one|{class}``: the next word is none of these;
- ``first & second``: both parts occur, anywhere in the message.

Gaps are bounded and never cross a sentence end, so matching is linear in the message's length.
Words that a pattern cannot do without are collected: `Vocabulary` turns a message into a bit mask
and a pattern is only tried where all its words are present, which keeps screening in microseconds.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_SUBJECTS = "i|he|she|we|they|you|it|who|if"
_NARROW_GAP = rf"(?:(?!(?:{_SUBJECTS}) )[^ .]+ ){{0,%d}}"
_WIDE_GAP = "(?:[^ .]+ ){0,%d}"


class PatternError(ValueError):
    """A rule file holds a pattern that cannot be read; the message names the pattern."""


@dataclass(slots=True)
class Vocabulary:
    """Gives each set of alternative words one bit, and messages the mask of bits they contain."""

    bits: dict[frozenset[str], int] = field(default_factory=dict)
    masks: dict[str, int] = field(default_factory=dict)

    def bit(self, words: frozenset[str]) -> int:
        """The bit that stands for "one of these words is present"."""
        if words not in self.bits:
            bit = self.bits[words] = 1 << len(self.bits)
            for word in words:
                self.masks[word] = self.masks.get(word, 0) | bit
        return self.bits[words]

    def mask(self, tokens: Iterable[str]) -> int:
        """All bits that these tokens light."""
        mask = 0
        for token in set(tokens):
            mask |= self.masks.get(token, 0)
        return mask

    def words(self) -> frozenset[str]:
        """Every word that some pattern looks for."""
        return frozenset(self.masks)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Regular expressions that must all be found, and the bits a message needs to be tried."""

    parts: tuple[re.Pattern[str], ...]
    needs: int

    def found(self, text: str, mask: int) -> bool:
        """Whether the normalised `text`, whose words light `mask`, matches."""
        return self.needs & mask == self.needs and all(part.search(text) for part in self.parts)


def compile_pattern(
    source: str, classes: Mapping[str, tuple[str, ...]], vocabulary: Vocabulary
) -> Pattern:
    """Compile one pattern. Raises `PatternError` for an unknown class or an empty part."""
    parts: list[re.Pattern[str]] = []
    needs = 0
    for part in source.split(" & "):
        elements = part.split()
        if not elements:
            raise PatternError(f"empty pattern in {source!r}")
        regex = "".join(_element(element, classes, source) for element in elements)
        parts.append(re.compile(f"(?<= ){regex}"))
        for words in _required(elements, classes):
            needs |= vocabulary.bit(words)
    return Pattern(tuple(parts), needs)


def _element(element: str, classes: Mapping[str, tuple[str, ...]], source: str) -> str:
    if element.startswith("~~"):
        return _WIDE_GAP % int(element[2:])
    if element.startswith("~"):
        return _NARROW_GAP % int(element[1:])
    if element.startswith("!"):
        return f"(?!(?:{_alternatives(element[1:], classes, source)}) )"
    if element.endswith("?"):
        return f"(?:(?:{_alternatives(element[:-1], classes, source)}) )?"
    return f"(?:{_alternatives(element, classes, source)}) "


def _alternatives(element: str, classes: Mapping[str, tuple[str, ...]], source: str) -> str:
    # Longest first, so that "my husband" is preferred to "my".
    entries = sorted(_entries(element, classes, source), key=lambda entry: (-len(entry), entry))
    return "|".join(re.escape(entry) for entry in entries).replace("\\ ", " ")


def _entries(
    element: str, classes: Mapping[str, tuple[str, ...]], source: str = ""
) -> Iterator[str]:
    for name in element.split("|"):
        if name.startswith("{") and name.endswith("}"):
            if name[1:-1] not in classes:
                raise PatternError(f"unknown class {name} in {source!r}")
            yield from classes[name[1:-1]]
        else:
            yield name.replace("_", " ")


def _required(
    elements: Iterable[str], classes: Mapping[str, tuple[str, ...]]
) -> Iterator[frozenset[str]]:
    for element in elements:
        if element[0] in "~!" or element.endswith("?"):
            continue
        firsts = frozenset(entry.split()[0] for entry in _entries(element, classes))
        if SENTENCE_END_WORD not in firsts:
            yield firsts


SENTENCE_END_WORD = "."
