"""The help lines: dialable, sourced, unique, and found by country, timezone or name."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from app.coach.functions.safety import help_lines as shown_lines
from app.coach.safety import HelpLine, country_from_timezone, country_named, help_lines
from app.engine.tools import Context

FILE = Path(__file__).parents[2] / "flows" / "rules" / "help_lines.yaml"
COUNTRIES = tuple(yaml.safe_load(FILE.read_text(encoding="utf-8"))["countries"])
CONTACT = re.compile(
    r"\*?\+?\d[\d \-]{1,18}|text [A-Z]+ to \d{4,6}|[a-z0-9.\-]+\.[a-z]{2,}(/[a-z\-/]*)?"
)


def all_lines(country: str) -> tuple[HelpLine, ...]:
    lines = help_lines(country)
    return lines.suicide + lines.violence + lines.child + lines.perpetrator


def test_at_least_thirty_countries() -> None:
    assert len(COUNTRIES) >= 30
    assert all(isinstance(code, str) and re.fullmatch("[A-Z]{2}", code) for code in COUNTRIES)


@pytest.mark.parametrize("country", [*COUNTRIES, "ZZ"])
def test_every_entry_can_be_used(country: str) -> None:
    lines = help_lines(country)
    assert re.fullmatch(r"\d{2,5}", lines.emergency)
    assert lines.suicide
    assert lines.violence
    assert lines.child
    assert lines.source.startswith("https://")
    assert isinstance(lines.checked, date)
    contacts = [line.contact for line in all_lines(country)]
    assert all(CONTACT.fullmatch(contact) for contact in contacts), contacts
    assert len(set(contacts)) == len(contacts)
    assert all(line.url is None or line.url.startswith("https://") for line in all_lines(country))
    assert all(line.name for line in all_lines(country))


@pytest.mark.parametrize(
    ("country", "emergency", "suicide", "violence"),
    [
        ("US", "911", "988", "1-800-799-7233"),
        ("gb", "999", "116 123", "0808 2000 247"),
        ("DE", "112", "0800 111 0 111", "116 016"),
        ("FR", "112", "3114", "3919"),
        ("ES", "112", "024", "016"),
        ("NO", "112", "116 123", "116 006"),
    ],
)
def test_well_known_numbers(country: str, emergency: str, suicide: str, violence: str) -> None:
    lines = help_lines(country)
    assert lines.emergency == emergency
    assert lines.suicide[0].contact == suicide
    assert lines.violence[0].contact == violence


@pytest.mark.parametrize("country", [None, "", "XX", "AQ"])
def test_an_unknown_country_falls_back_to_directories(country: str | None) -> None:
    lines = help_lines(country)
    assert lines.country == "ZZ"
    assert lines.suicide[0].contact == "findahelpline.com"
    assert lines.violence[0].contact == "nomoredirectory.org"


@pytest.mark.parametrize(
    ("tz", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("America/New_York", "US"),
        ("US/Pacific", "US"),
        ("Asia/Calcutta", "IN"),
        ("UTC", None),
        ("Etc/GMT+3", None),
        ("", None),
        ("Mars/Base", None),
    ],
)
def test_country_from_timezone(tz: str, country: str | None) -> None:
    assert country_from_timezone(tz) == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("I'm in Spain", "ES"),
        ("uk", "GB"),
        ("Deutschland", "DE"),
        ("estoy en México", "MX"),
        ("the USA", "US"),
        ("I live in the U.S.", "US"),
        ("it hurts us", None),
        ("South Africa", "ZA"),
        ("GB", "GB"),
        ("IN", "IN"),
        ("in", None),
        ("", None),
    ],
)
def test_country_named(text: str, country: str | None) -> None:
    assert country_named(text) == country


def test_where_the_country_is_not_known_no_country_is_named() -> None:
    context = Context(datetime(2026, 11, 24, tzinfo=UTC), "UTC", "en", 1, {})
    assert shown_lines(context, "emergency", None).startswith("SOS: 112\n")


def test_who_hurt_someone_is_given_lines_that_talk_with_them_where_there_are_any() -> None:
    context = Context(datetime(2026, 11, 24, tzinfo=UTC), "UTC", "en", 1, {})
    british = shown_lines(context, "violence_perpetrator", "GB")
    assert "0808 802 4040" in british
    assert "0808 2000 247" not in british
    assert "1-800-799-7233" in shown_lines(context, "violence_perpetrator", "US")
