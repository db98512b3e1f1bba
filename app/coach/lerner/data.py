"""The reviewer's data files, read once, when they are first needed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).resolve().parents[1] / "data" / "apology"
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_text(name: str) -> str:
    """Return the content of `app/coach/data/apology/<name>`."""
    return (_DATA / name).read_text(encoding="utf-8")


@cache
def load_yaml(name: str) -> dict[str, Any]:
    """Return the mapping in `app/coach/data/apology/<name>`."""
    content: dict[str, Any] = yaml.load(load_text(name), Loader=_SAFE)  # noqa: S506 - safe, only faster
    return content


@cache
def load_mapping(name: str) -> dict[str, str]:
    """Return a flat data file with every key and value as text."""
    return {str(key): str(value) for key, value in load_yaml(name).items()}


@cache
def load_cues() -> dict[str, list[str]]:
    """Return the patterns of every cue, from all `cues_*.yaml` files."""
    cues: dict[str, list[str]] = {}
    for path in sorted(_DATA.glob("cues_*.yaml")):
        cues.update(load_yaml(path.name))
    return cues
