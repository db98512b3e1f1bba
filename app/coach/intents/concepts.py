"""Find the authored concepts ("partner", "gone_silent") in a sequence of plain words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

_LONGEST = 6
_SHORTEST_STEM = 3


class ConceptIndex:
    """Looks concepts up by words, by short phrases and by stems (an authored `apolog*`)."""

    def __init__(self, concepts: Mapping[str, Sequence[str]]) -> None:
        self._phrases: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._stems: dict[str, list[str]] = defaultdict(list)
        for name, entries in concepts.items():
            for entry in entries:
                if entry.endswith("*"):
                    self._stems[entry[:-1]].append(name)
                else:
                    self._phrases[tuple(entry.split())].append(name)

    def find(self, words: Sequence[str]) -> list[tuple[int, str]]:
        """Each concept with the place of its first word, in order of appearance."""
        found: list[tuple[int, str]] = []
        for start, word in enumerate(words):
            names = list(self._by_stem(word))
            for length in range(1, min(_LONGEST, len(words) - start) + 1):
                names.extend(self._phrases.get(tuple(words[start : start + length]), ()))
            found.extend((start, name) for name in dict.fromkeys(names))
        return found

    def _by_stem(self, word: str) -> list[str]:
        names: list[str] = []
        for length in range(_SHORTEST_STEM, len(word) + 1):
            names.extend(self._stems.get(word[:length], ()))
        return names
