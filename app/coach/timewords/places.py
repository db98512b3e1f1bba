"""Time zones from what people say of where they are: a city, a country, an offset, a clock."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

import yaml
from babel import Locale
from babel.core import get_global

PLACES_FILE: Final = Path(__file__).parents[3] / "flows" / "rules" / "time_zones.yaml"
_AREAS: Final = (
    "Africa",
    "America",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
_DIRECTIONS: Final = frozenset({"north", "south", "west", "east", "center", "central"})
_COUNTRY_LANGUAGES: Final = ("en", "es", "de", "fr")
_OFFSET: Final = re.compile(
    r"(?:\b(?:utc|gmt)\s*|(?:^|\s))([+-])\s*(\d{1,2})(?::?(\d{2}))?(?![\d:])"
)
_WORD: Final = re.compile(r"[a-z]+")
_LONGEST_NAME: Final = 4
_MOST_WORDS: Final = 400


def parse_timezone(text: str) -> str | None:
    """The IANA zone that a text names: a zone, a city, a country with one zone, or an offset.

    "Berlin", "I live in Munich", "CET", "GMT+5:30". Offsets of whole hours give "Etc/GMT-3"
    (whose sign is inverted by convention); others the zone that keeps them. None when unsure.
    """
    plain = _plain(text)
    named = _zones_by_lower_name().get(plain.strip().replace(" ", "_"))
    if named and "/" in named:
        return named
    offset = _OFFSET.search(plain.replace("−", "-").replace("–", "-"))
    if offset:
        return _zone_of_offset(offset)
    words = _WORD.findall(plain)[:_MOST_WORDS]
    names = _names()
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for at in range(len(words) - length + 1):
            name = " ".join(words[at : at + length])
            if name in names and (len(name) > 3 or _said_as_a_place(words, at, text)):
                return names[name]
    return None


def _said_as_a_place(words: list[str], at: int, text: str) -> bool:
    """Short names ("la", "et", "ist") are also words: alone, after "in", or in capitals only."""
    return (
        len(words) <= 2
        or (at > 0 and words[at - 1] in {"in", "from", "near"})
        or re.search(rf"\b{words[at].upper()}\b", text) is not None
    )


def zone_at_clock(minutes_of_day: int, now: datetime) -> str | None:
    """A likely zone where the wall clock shows `minutes_of_day` (0-1439) at `now`, to 7 minutes."""
    moment = now.astimezone(UTC)
    for name in _places()["likely"]:
        local = moment.astimezone(ZoneInfo(name))
        apart = (local.hour * 60 + local.minute - minutes_of_day + 720) % 1440 - 720
        if abs(apart) <= 7:
            return str(name)
    return None


def _zone_of_offset(found: re.Match[str]) -> str | None:
    sign = 1 if found[1] == "+" else -1
    hours, minutes = int(found[2]), int(found[3] or 0)
    span = sign * timedelta(hours=hours, minutes=minutes)
    if minutes == 0 and hours <= (14 if sign > 0 else 12):
        return f"Etc/GMT{'-' if sign > 0 else '+'}{hours}" if hours else "UTC"
    winter = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    for name in _places()["likely"]:
        offsets = {ZoneInfo(name).utcoffset(day) for day in winter}
        if span in offsets and len(offsets) == 1:
            return str(name)
    for name in _places()["likely"]:
        if span in {ZoneInfo(name).utcoffset(day) for day in winter}:
            return str(name)
    return None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return "".join(each for each in decomposed if not unicodedata.combining(each))


@cache
def _places() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(PLACES_FILE.read_text(encoding="utf-8"))
    return found


@cache
def unambiguous_abbreviations() -> frozenset[str]:
    """Zone abbreviations in lower case that may be trusted beside a time ("est")."""
    return frozenset(_places()["unambiguous"])


@cache
def _zones_by_lower_name() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


@cache
def _names() -> dict[str, str]:
    """Plain place names -> zones; our own names win over cities, cities over countries."""
    names = _countries()
    for zone in sorted(available_timezones()):
        area, _, city = zone.partition("/")
        name = _plain(city.split("/")[-1].replace("_", " "))
        if area in _AREAS and name not in _DIRECTIONS:
            names[name] = zone
    for zone, spellings in _places()["names"].items():
        names.update({_plain(spelling): zone for spelling in spellings})
    return names


def _countries() -> dict[str, str]:
    zones: dict[str, list[str]] = {}
    for zone, territory in get_global("zone_territories").items():
        if zone in available_timezones():
            zones.setdefault(territory, []).append(zone)
    return {
        _plain(name): zones[territory][0]
        for language in _COUNTRY_LANGUAGES
        for territory, name in Locale(language).territories.items()
        if len(zones.get(territory, [])) == 1
    }
