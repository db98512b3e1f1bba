"""What a space message holds: reassurance, how long, and when its writer comes back.

Source: a break helps when it is named, has an end, and has somebody who comes back; silence
without a return reads as leaving (Gottman).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import yaml

from app.coach.when import parse_duration, parse_when

PARTS = ("reassurance", "duration", "return")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_RULES = Path(__file__).resolve().parents[2] / "flows" / "rules" / "space.yaml"


def lacks(message: str, now: datetime, timezone: str, locale: str = "en") -> tuple[str, ...]:
    """The parts that the message does not hold, in the order of PARTS.

    `now` is aware and `timezone` an IANA name; they are needed to see whether a time is said.
    """
    said = " ".join(message.casefold().replace("’", "'").split())
    cues = _cues().get(locale, {})
    sentences = [s for s in _SENTENCE.split(message) if s.strip()]
    timed = any(parse_when(s, now, timezone, locale=locale) for s in sentences)
    amount = any(parse_duration(s, locale=locale) for s in sentences)
    has = {
        "reassurance": _any(said, cues.get("reassurance", [])),
        "duration": amount or timed or _any(said, cues.get("duration", [])),
        "return": timed and _any(said, cues.get("return", [])),
    }
    return tuple(part for part in PARTS if not has[part])


def _any(said: str, cues: list[str]) -> bool:
    return any(cue in said for cue in cues)


@cache
def _cues() -> Mapping[str, Mapping[str, list[str]]]:
    loaded: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(_RULES.read_text("utf-8"))
    return loaded
