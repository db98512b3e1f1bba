"""What somebody wants to be reminded of, and when."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coach.errand import MAX_ABOUT, errand_in

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
ZONE = "Europe/Berlin"


def read(text: str, locale: str = "en") -> tuple[str, str | None] | None:
    found = errand_in(text, NOW, ZONE, locale=locale)
    return found and (found.about, found.at and f"{found.at.at:%a %H:%M}")


@pytest.mark.parametrize(
    ("text", "about", "at"),
    [
        ("tmr 7ish remind me to talk", "talk", "Wed 07:00"),
        ("remind me tomorrow at 8pm to call him", "call him", "Wed 20:00"),
        ("Can you remind me in 2 hours to call Mum?", "call Mum", "Tue 16:00"),
        ("dont let me forget to say sorry, he's home at 5", "say sorry, he's home", "Tue 17:00"),
        ("set a reminder for friday noon: the bike", "the bike", "Fri 12:00"),
        ("remind me to call the school, 6 pm please", "call the school", "Tue 18:00"),
        ("poke me tomorrow at 8 about the talk with Sade", "the talk with Sade", "Wed 08:00"),
        ("not tonight, remind me tomorrow at 9 am", "", "Wed 09:00"),
        ("I must talk to him before 9 tonight, ping me at 8:30 pm", "", "Tue 20:30"),
        ("remind me on the 3rd of december at 6 pm about the dinner", "the dinner", "Thu 18:00"),
        ("don't forget to remind me tomorrow at noon about therapy", "therapy", "Wed 12:00"),
        ("reminder: flowers friday at 5 pm", "flowers", "Fri 17:00"),
        ("remind me in an hour", "", "Tue 15:00"),
        ("remind me to put the heating on", "put the heating on", None),
        ("Don’t let me forget that I said Sunday’s mine", "I said Sunday’s mine", None),
        ("remind me again later", "", None),
        ("i want to talk to her tomorrow at 7pm", "i want to talk to her", "Wed 19:00"),
        ("tomorrow 7pm", "", "Wed 19:00"),
        ("⏰ 8pm", "", "Tue 20:00"),
    ],
)  # fmt: skip
def test_a_wish_is_read_with_what_it_tells(text: str, about: str, at: str | None) -> None:
    assert read(text) == (about, at)


@pytest.mark.parametrize(
    ("text", "about", "at"),
    [
        ("recuérdame mañana a las 8 de la tarde hablar con ella", "hablar con ella", "Wed 20:00"),
        ("avísame en una hora", "", "Tue 15:00"),
        ("que no se me olvide llamar a mi madre", "llamar a mi madre", None),
    ],
)
def test_spanish_is_read_as_well(text: str, about: str, at: str | None) -> None:
    assert read(text, "es") == (about, at)


@pytest.mark.parametrize(
    "text",
    [
        "my reminders",
        "don't remind me tomorrow",
        "you didn't remind me at 8",
        "when will you remind me",
        "how often do you remind me",
        "could you not message me after ten",
        "remind me what my reminders are",
        "move my reminder to 9pm",
        "i want to move my reminder to 9pm",
        "cancel it for tomorrow",
        "his mother is coming tomorrow at 7",
        "",
    ],
)
def test_what_is_no_wish_for_a_reminder_is_none(text: str) -> None:
    assert read(text) is None


def test_a_whole_story_is_no_matter() -> None:
    assert read("remind me at 8pm to " + "tell her about the car and " * 6) == ("", "Tue 20:00")


@given(st.text(max_size=200) | st.text("remind me to at 8pm, please tomorrow?’'", max_size=60))
def test_the_matter_is_the_persons_own_words(text: str) -> None:
    found = errand_in(text, NOW, ZONE)
    assert found is None or (found.about in text and len(found.about) <= MAX_ABOUT)
