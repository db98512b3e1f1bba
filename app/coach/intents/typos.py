"""Mend a misspelt word when exactly one known word is one slip away."""

from collections import defaultdict
from collections.abc import Iterable

SHORTEST = 5
"""Shorter words are left alone: 'bat' is one slip from 'bad', 'hat', 'cat'."""


class SpellingIndex:
    """Known words, found by what is left of them after deleting one letter."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._by_remainder: dict[str, set[str]] = defaultdict(set)
        for word in self._known:
            if len(word) >= SHORTEST:
                for remainder in _remainders(word):
                    self._by_remainder[remainder].add(word)

    def mend(self, word: str) -> str:
        """`word`, or the single known word that one slip turned into it."""
        if word in self._known or len(word) < SHORTEST:
            return word
        near: set[str] = set()
        for remainder in _remainders(word):
            near |= self._by_remainder.get(remainder, set())
        near = {candidate for candidate in near if _one_slip(word, candidate)}
        return near.pop() if len(near) == 1 else word


def _remainders(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _one_slip(typed: str, known: str) -> bool:
    """One letter added, dropped or changed, or two neighbours swapped; the first letter holds."""
    if typed[0] != known[0] or abs(len(typed) - len(known)) > 1:
        return False
    if len(typed) != len(known):
        longer, shorter = sorted((typed, known), key=len, reverse=True)
        return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    differing = [at for at in range(len(typed)) if typed[at] != known[at]]
    if len(differing) == 1:
        return True
    if len(differing) != 2:
        return False
    first, second = differing
    return second == first + 1 and typed[first] == known[second] and typed[second] == known[first]
