"""The words of the page around the talk, by locale, from `flows/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel import negotiate_locale

DEFAULT_LOCALE = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """Interface words by locale; every locale has every key."""

    by_locale: Mapping[str, Mapping[str, str]]

    def of(self, locale: str) -> Mapping[str, str]:
        """The words of a locale; English for one that is not there."""
        return self.by_locale.get(locale, self.by_locale[DEFAULT_LOCALE])

    def best(self, accept_language: str) -> str:
        """The locale that an Accept-Language header likes best, English if it likes none."""
        wanted = _by_preference(accept_language)
        return negotiate_locale(wanted, list(self.by_locale), sep="-") or DEFAULT_LOCALE


def load_words(flows_dir: Path, name: str = "interface") -> Words:
    """Read `<name>.yaml` and its translations `locales/<lang>/<name>.yaml`.

    Raises ValueError for a file that is not `words:` with texts, or a translated key that English
    does not have; OSError when the English file is missing.
    """
    english = _read(flows_dir / f"{name}.yaml")
    by_locale = {DEFAULT_LOCALE: english}
    for path in sorted((flows_dir / "locales").glob(f"*/{name}.yaml")):
        translated = _read(path)
        if unknown := sorted(translated.keys() - english.keys()):
            raise ValueError(f"{path}: no such words in English: {', '.join(unknown)}")
        by_locale[path.parent.name] = {**english, **translated}
    return Words(by_locale)


def _read(path: Path) -> dict[str, str]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    words = data.get("words") if isinstance(data, dict) else None
    if not isinstance(words, dict) or not all(isinstance(text, str) for text in words.values()):
        raise ValueError(f"{path}: expected `words:` with a text for each key")
    return words


def _by_preference(accept_language: str) -> list[str]:
    """Language tags of the header, most wanted first; whatever cannot be read is passed over."""
    weighted: list[tuple[float, str]] = []
    for part in accept_language.split(",")[:20]:
        tag, _, parameter = part.strip().partition(";")
        name, _, quality = parameter.strip().partition("=")
        try:
            weight = float(quality) if name == "q" else 1.0
        except ValueError:
            continue
        if tag and weight > 0:
            weighted.append((weight, tag.strip()))
    return [tag for _, tag in sorted(weighted, key=lambda pair: -pair[0])]
