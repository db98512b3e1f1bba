"""The words of the review, from `flows/rules/apology.yaml` and its translations."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FLOWS = Path(__file__).resolve().parents[3] / "flows"
_NAME = Path("rules") / "apology.yaml"


@cache
def wording(locale: str) -> dict[str, Any]:
    """Return the words for a locale ("es", "pt_BR"); what is not translated stays English."""
    language = locale.replace("_", "-").split("-")[0].lower()
    words = _load(_FLOWS / _NAME)
    overlay = _FLOWS / "locales" / language / _NAME
    if language.isalpha() and overlay.is_file():
        words = _merge(words, _load(overlay))
    return words


def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return loaded


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        below = base.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        merged[key] = _merge(below, value) if both and below is not None else value
    return merged
