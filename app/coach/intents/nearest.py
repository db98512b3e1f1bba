"""The authored phrase nearest to a text: what makes a new phrase count before any training."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_GROUP = 3


@dataclass(frozen=True, slots=True)
class Match:
    """The nearest phrase as authored, its label, and how near: 1 is the same words."""

    phrase: str
    label: str
    nearness: float


class PhraseIndex:
    """All phrases of one locale, found by shared groups of three letters (Dice's measure)."""

    def __init__(self, entries: Sequence[tuple[str, str, tuple[str, ...]]]) -> None:
        """`entries`: (label, phrase as authored, its plain words)."""
        self._entries = entries
        self._groups = [_letter_groups(words) for _, _, words in entries]
        self._exact: dict[tuple[str, ...], int] = {}
        self._holders: Mapping[str, list[int]] = defaultdict(list)
        for index, (_, _, words) in enumerate(entries):
            self._exact.setdefault(words, index)
            for group in self._groups[index]:
                self._holders[group].append(index)

    def nearest(self, words: tuple[str, ...]) -> Match | None:
        """The nearest phrase, or None when nothing is shared. Ties go to the earlier phrase."""
        if (same := self._exact.get(words)) is not None:
            return self._match(same, 1.0)
        groups = _letter_groups(words)
        shared = Counter(index for group in groups for index in self._holders.get(group, ()))
        if not shared:
            return None
        nearness = {
            index: 2 * count / (len(groups) + len(self._groups[index]))
            for index, count in shared.items()
        }
        best = max(nearness, key=lambda index: (nearness[index], -index))
        # Only the same words are worth 1: other words in another order are merely near.
        return self._match(best, min(nearness[best], 0.99))

    def _match(self, index: int, nearness: float) -> Match:
        label, phrase, _ = self._entries[index]
        return Match(phrase, label, nearness)


def _letter_groups(words: tuple[str, ...]) -> frozenset[str]:
    line = f"  {' '.join(words)}  "
    return frozenset(line[at : at + _GROUP] for at in range(len(line) - _GROUP + 1))
