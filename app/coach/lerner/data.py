"""The reviewer's data files, read once, when they are first needed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).resolve().parents[1] / "data"
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_yaml(name: str) -> dict[str, Any]:
    """Return the mapping in `app/coach/data/<name>`."""
    text = (_DATA / name).read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=_SAFE)  # noqa: S506 - safe, only faster
    return content


@cache
def load_mapping(name: str) -> dict[str, str]:
    """Return a flat data file with every key and value as text."""
    return {str(key): str(value) for key, value in load_yaml(name).items()}

