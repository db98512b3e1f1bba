"""What people type: refusals beside offers, corrections, numbers that are no times, and typos."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.coach.when import parse_when

NOW = datetime(2026, 11, 24, 15, 5, tzinfo=ZoneInfo("Europe/Berlin"))


def local(text: str, locale: str = "en") -> str | None:
    found = parse_when(text, NOW, "Europe/Berlin", locale=locale)
    return found.at.strftime("%d.%m. %H:%M") if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not 7, 8", "24.11. 20:00"),
        ("8? actually 9", "24.11. 21:00"),
        ("tomorrow doesn't work, friday 6 pm?", "27.11. 18:00"),
        ("tonight works better than tomorrow", "24.11. 20:00"),
        ("let's move our talk from 7 to 8", "24.11. 20:00"),
        ("I get home at 6, can we talk at 7", "24.11. 19:00"),
        ("it's 3 pm now, let's do 5", "24.11. 17:00"),
        ("not before 9 pm", "24.11. 21:00"),
        ("next friday at 7 pm", "04.12. 19:00"),
        ("this friday at 7 pm", "27.11. 19:00"),
        ("a week from friday", "04.12. 09:00"),
        ("christmas eve at 6", "24.12. 18:00"),
        ("tonight at 1 am", "25.11. 01:00"),
        ("friday at midnight", "28.11. 00:00"),
        ("2026-12-01T19:00", "01.12. 19:00"),
        ("1.12. um 19 uhr", "01.12. 19:00"),
        ("tomorrwo 8 pm", "25.11. 20:00"),
        ("🕗", "24.11. 20:00"),
        ("٨ pm", "24.11. 20:00"),
    ],
)
def test_what_is_offered_is_read(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow doesn't work",
        "she never comes home before 9",
        "you always come home at 9",
        "we fought on sunday",
        "he ignored me for 2 days",
        "no reminder at 8 please",
        "I'm at 9",
        "3 kids",
        "9/10",
        "see you in 2027",
        "https://example.com/2026-12-24",
        "version 2.0",
        "the sun is up",
        "for the 3rd time",
        "6 months later",
        "have a nice weekend",
        "Feb 29 2027",
    ],
)
def test_what_is_no_offer_is_left_alone(text: str) -> None:
    assert local(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mañana a las 8 de la tarde", "25.11. 20:00"),
        ("mañana por la mañana", "25.11. 09:00"),
        ("en media hora", "24.11. 15:35"),
        ("dentro de 20 minutos", "24.11. 15:25"),
        ("esta noche", "24.11. 20:00"),
        ("el viernes a las 19:30", "27.11. 19:30"),
        ("a las ocho y media", "24.11. 20:30"),
        ("el fin de semana", "28.11. 10:00"),
        ("después de cenar", "24.11. 20:00"),
        ("esta noche no", None),
        ("nunca", None),
    ],
)
def test_spanish(text: str, expected: str | None) -> None:
    assert local(text, "es") == expected


def test_or_offers_the_other_reading() -> None:
    found = parse_when("friday or saturday at 8 pm", NOW, "Europe/Berlin")
    assert found is not None
    assert [each.strftime("%a %H") for each in (found.at, *found.ambiguous)] == ["Fri 20", "Sat 20"]


def test_3_4_is_read_in_the_order_of_the_locale() -> None:
    assert local("on 3/4 at 8 pm", "en_US") == "04.03. 20:00"
    assert local("on 3/4 at 8 pm", "en_GB") == "03.04. 20:00"
