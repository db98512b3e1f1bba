"""The rules of the screen: read from YAML, compiled once, matched against a normalised message."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.coach.screen.patterns import Pattern, Vocabulary, compile_pattern

_PHRASES = Path(__file__).resolve().parent / "phrases"
_BLANK = "_"


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to take a message seriously: any of its patterns is enough.

    A `foreign` rule is written in another language than English. One that is `enough` raises the
    alarm alone, whatever the models say.
    """

    name: str
    label: str
    patterns: tuple[Pattern, ...]
    foreign: bool
    enough: bool


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, and the idioms that are blanked out before the rules look."""

    rules: tuple[Rule, ...]
    idioms: tuple[Pattern, ...]
    vocabulary: Vocabulary

    def without_idioms(self, text: str) -> str:
        """The normalised `text` with every harmless turn of phrase replaced by blanks."""
        mask = self.vocabulary.mask(text.split())
        for idiom in self.idioms:
            if idiom.found(text, mask):
                text = idiom.parts[0].sub(f"{_BLANK} ", text)
        return text

    def matches(self, text: str) -> tuple[Rule, ...]:
        """The rules that a normalised `text` meets, in the order of the files."""
        mask = self.vocabulary.mask(text.split())
        return tuple(
            rule
            for rule in self.rules
            if any(pattern.found(text, mask) for pattern in rule.patterns)
        )


@functools.cache
def rule_book() -> RuleBook:
    """The rules shipped with the package, compiled at the first call."""
    vocabulary = Vocabulary()
    classes = _classes(_read(_PHRASES / "words.yaml"))
    idioms = tuple(
        compile_pattern(source, classes, vocabulary)
        for group in _read(_PHRASES / "idioms.yaml").values()
        for source in group
    )
    rules = tuple(
        Rule(
            f"{path.stem}.{name}",
            book["label"],
            tuple(compile_pattern(source, classes, vocabulary) for source in sources),
            foreign="label" not in raw,
            enough=name in raw.get("enough", ()),
        )
        for path in sorted((_PHRASES / "rules").glob("*.yaml"))
        for raw in (_read(path),)
        for book in _books(raw)
        for name, sources in book["rules"].items()
    )
    return RuleBook(rules, idioms, vocabulary)


def _books(raw: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """A file holds the rules of one label, or a mapping of labels to rules (other languages)."""
    if "label" in raw:
        return [raw]
    return [{"label": label, "rules": rules} for label, rules in raw.items()]


def _classes(raw: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Word classes with `_` as a space, and classes named inside others taken in."""
    classes: dict[str, tuple[str, ...]] = {}
    for name, words in raw.items():
        entries: list[str] = []
        for word in words.split():
            if word.startswith("{"):
                entries.extend(classes[word.strip("{}")])
            else:
                entries.append(word.replace("_", " "))
        classes[name] = tuple(dict.fromkeys(entries))
    return classes


def _read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
