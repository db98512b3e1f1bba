"""Help lines for the country a person is in, read from ``flows/rules/help_lines.yaml``."""

import functools
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.core import get_global

_FILE = Path(__file__).resolve().parents[3] / "flows" / "rules" / "help_lines.yaml"
_NAME_LOCALES = ("en", "es", "de", "fr")
_NICKNAMES = {
    "usa": "US",
    "us": "US",
    "america": "US",
    "the states": "US",
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "britain": "GB",
    "great britain": "GB",
    "holland": "NL",
    "korea": "KR",
    "czech republic": "CZ",
    "hong kong": "HK",
}

NOWHERE = "ZZ"
"""The code of the international entry: the country is not known."""


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One line: whom one reaches, what to dial, text or open, when it is open, where to read."""

    name: str
    contact: str
    hours: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class HelpLines:
    """Everything known for a country; `country` is its ISO code, or ``ZZ`` for the directory.

    `checked` is the day of the last comparison with `source`; `verified` is false while an entry
    still waits for a person's comparison (docs/safety.md).
    """

    country: str
    country_name: str
    emergency: str
    suicide: tuple[HelpLine, ...]
    violence: tuple[HelpLine, ...]
    child: tuple[HelpLine, ...]
    perpetrator: tuple[HelpLine, ...]
    source: str
    checked: date
    verified: bool


def help_lines(country: str | None) -> HelpLines:
    """The lines of a country by ISO 3166-1 alpha-2 code, else the international directories.

    Kinds for which a country lists nothing are filled from the international directory.
    """
    international, countries = _read()
    return countries.get((country or "").strip().upper(), international)


def country_from_timezone(tz: str) -> str | None:
    """The country of an IANA timezone name ("Europe/Berlin" -> "DE"), or None if it has none."""
    aliases: dict[str, str] = dict(get_global("zone_aliases"))
    territories: dict[str, str] = dict(get_global("zone_territories"))
    territory = territories.get(tz) or territories.get(aliases.get(tz, ""))
    return territory if territory and territory.isalpha() and territory != NOWHERE else None


def country_named(text: str) -> str | None:
    """The country whose name a short text holds ("I'm in Spain" -> "ES"), or None.

    Names are known in English, Spanish, German and French. A bare code counts only in capitals,
    because "in", "it" and "be" are words.
    """
    if re.fullmatch(r"\s*[A-Z]{2}\s*", text) and text.strip() in Locale("en").territories:
        return text.strip()
    plain = f" {' '.join(re.findall(r'[a-z]+', _plain(text)))} "
    found = [name for name in _country_names() if f" {name} " in plain and name != "us"]
    if re.search(r"\bU\.?S\.?\b", text):
        return "US"
    return _country_names()[max(found, key=len)] if found else None


@functools.cache
def _country_names() -> dict[str, str]:
    names = {
        " ".join(re.findall(r"[a-z]+", _plain(name))): code
        for locale in _NAME_LOCALES
        for code, name in Locale(locale).territories.items()
        if len(code) == 2 and code.isalpha() and code not in {NOWHERE, "EU", "UN", "EZ", "QO"}
    }
    names.pop("", None)
    return names | _NICKNAMES


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@functools.cache
def _read() -> tuple[HelpLines, dict[str, HelpLines]]:
    raw = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    international = _entry(NOWHERE, raw["international"], None)
    countries = {
        code: _entry(code, entry | _missing_checks(entry, raw), international)
        for code, entry in raw["countries"].items()
    }
    return international, countries


def _missing_checks(entry: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
    """A country without its own date and mark takes those of the file's first entry."""
    defaults = raw["international"]
    return {key: entry.get(key, defaults[key]) for key in ("checked", "verified")}


def _entry(code: str, raw: dict[str, Any], fallback: HelpLines | None) -> HelpLines:
    return HelpLines(
        country=code,
        country_name=raw["name"],
        emergency=raw["emergency"],
        suicide=_lines(raw["suicide"]) or (fallback.suicide if fallback else ()),
        violence=_lines(raw["violence"]) or (fallback.violence if fallback else ()),
        child=_lines(raw["child"]) or (fallback.child if fallback else ()),
        perpetrator=_lines(raw.get("perpetrator", [])),
        source=raw["source"],
        checked=raw["checked"],
        verified=raw["verified"],
    )


def _lines(raw: list[list[str | None]]) -> tuple[HelpLine, ...]:
    return tuple(HelpLine(str(row[0]), str(row[1]), row[2], row[3]) for row in raw)
