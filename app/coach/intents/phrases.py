"""The authored material beside the flows: phrases per intent, spelling, concepts."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from app.coach.intents.text import without_accents

FLOWS = Path(__file__).resolve().parents[3] / "flows"
BASE_LOCALE = "en"
TOLD = "_told"
"""The file of what people tell in answer to a question; an answer is no intent of its own."""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Everything that writers wrote for one locale. `phrases` maps label -> phrases, as written."""

    locale: str
    phrases: Mapping[str, tuple[str, ...]]
    spelling: Mapping[str, str]
    concepts: Mapping[str, tuple[str, ...]]
    digest: str
    """SHA-256 of the files, to tell whether a trained model has seen them."""


def phrase_directory(locale: str) -> Path:
    """Where the phrases of `locale` live: `flows/phrases`, or beside that locale's flows."""
    if locale == BASE_LOCALE:
        return FLOWS / "phrases"
    return FLOWS / "locales" / locale / "phrases"


@cache
def served_locales() -> tuple[str, ...]:
    """Locales that have phrases, the base locale first."""
    others = sorted(path.parent.name for path in FLOWS.glob("locales/*/phrases"))
    return (BASE_LOCALE, *others)


@cache
def phrasebook(locale: str) -> Phrasebook:
    """Read the authored material of one served locale.

    Raises FileNotFoundError where the locale has none (see `served_locales`).
    """
    directory = phrase_directory(locale)
    texts = sorted(directory.glob("*.txt"))
    if not texts:
        raise FileNotFoundError(f"no phrases for locale {locale!r}: expected {directory}/*.txt")
    spelling, concepts = directory / "spelling.yaml", directory / "concepts.yaml"
    return Phrasebook(
        locale=locale,
        phrases=MappingProxyType({path.stem: tuple(_lines(path)) for path in texts}),
        spelling=MappingProxyType(_mapping(spelling)),
        concepts=MappingProxyType(
            {name: tuple(map(_plain, words)) for name, words in _mapping(concepts).items()}
        ),
        digest=_digest([*texts, spelling, concepts]),
    )


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield stripped


def _plain(word: object) -> str:
    return without_accents(str(word).strip().lower())


def _mapping(path: Path) -> dict[str, str]:
    # BaseLoader keeps "no", "on" and "y" the words that they are.
    loaded = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    return dict(loaded or {})


def _digest(paths: list[Path]) -> str:
    sha = hashlib.sha256()
    for path in paths:
        sha.update(path.name.encode() + b"\n" + path.read_bytes().replace(b"\r\n", b"\n"))
    return sha.hexdigest()
