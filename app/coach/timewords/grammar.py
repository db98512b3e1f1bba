"""Find the pieces of time expressions in a line of canonical words.

A rule is a pattern over the line and a reading of its match. Rules are tried in order; a word
belongs to the first piece that takes it. Every pattern matches a bounded number of words, so a
line of n words takes O(n) time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.coach.timewords.pieces import Meaning, Piece
from app.coach.timewords.words import Words

Reading = Callable[["Match"], Meaning | None]


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern's match, and the words around it; `first` and `end` are word indices."""

    found: re.Match[str]
    words: Words
    first: int
    end: int

    def __getitem__(self, group: str) -> str:
        return self.found[group] or ""

    def word(self, offset: int) -> str:
        """The canonical word `offset` places from the match: -1 before it, 1 after it."""
        return self.words.canonical(self.end - 1 + offset if offset > 0 else self.first + offset)

    def spelled(self, index: int) -> bool:
        """Whether the word at an index within the match was a number in letters."""
        return self.words.items[self.first + index].spelled


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern of whole words and what it means."""

    pattern: re.Pattern[str]
    read: Reading


def rule(pattern: str, read: Reading) -> Rule:
    """A rule from a pattern written in verbose form; `_` stands for the space between words."""
    packed = "".join(pattern.split()).replace("_", " ")
    return Rule(re.compile(f"(?<= )(?:{packed})(?= )"), read)


def find_pieces(words: Words, rules: tuple[Rule, ...]) -> list[Piece]:
    """All pieces in a text, in the order of the words."""
    taken = bytearray(len(words.items))
    pieces: list[Piece] = []
    for each in rules:
        for found in each.pattern.finditer(words.line):
            first, end = words.index_at(found.start()), words.index_at(found.end() - 1) + 1
            if any(taken[first:end]):
                continue
            meaning = each.read(Match(found, words, first, end))
            if meaning is not None:
                taken[first:end] = b"\x01" * (end - first)
                pieces.append(Piece(meaning, first, end))
    return sorted(pieces, key=lambda piece: piece.first)
