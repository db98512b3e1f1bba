"""Fills in what the engine asks of the coach: its tools, and its reading of typed words."""

from app.coach.apology import review
from app.coach.calendar_file import make_appointment
from app.coach.functions import FUNCTIONS
from app.coach.lerner.language import UNKNOWN, language
from app.coach.lerner.reading import read
from app.coach.safety import country_named, screen
from app.coach.understand import CONFIDENT, UNSURE, understand
from app.coach.when import parse_duration, parse_timezone, parse_when, say_duration, say_when
from app.engine.model import Conversation, Reading
from app.engine.tools import Tools

SCREENED = 20_000
"""Characters of a text that are read for intent and danger; nobody types more than that."""

SURE = 0.97
"""Confidence from which words typed into an open question may be a wish to go elsewhere."""


def build_tools() -> Tools:
    """The coach's tools, as app.engine.tools names them."""
    return Tools(
        read_time=parse_when,
        read_duration=lambda text, locale: parse_duration(text, locale=locale),
        read_timezone=lambda text, _: parse_timezone(text),
        read_country=country_named,
        say_time=say_when,
        say_duration=say_duration,
        make_appointment=make_appointment,
        functions=FUNCTIONS,
    )


def warm_up() -> None:
    """Load what the coach reads with, so that the first person does not wait for it."""
    read_text("He shouted at me and I am scared.", Conversation())
    review("I'm sorry that I was late.")


def read_text(text: str, conversation: Conversation) -> Reading:
    """How a text is understood before any flow sees it: danger, and what it asks for."""
    locale = str(conversation.person.get("locale") or "en")
    shown = text[:SCREENED]
    found = understand(shown, locale)
    written_in = language(read(shown))
    # Of letters that no flow is written in, only the wish for another language is to be trusted.
    read_at_all = written_in != UNKNOWN or found.intent == "language"
    wish = found.intent if read_at_all else "other"
    sureness = found.confidence if wish != "other" else 0.0
    return Reading(
        intent=wish,
        confidence=found.confidence,
        alternatives=tuple(intent for intent, _ in found.alternatives) if read_at_all else (),
        safety=screen(shown, locale).label,
        accepted=sureness >= CONFIDENT,
        sure=sureness >= SURE,
        plausible=sureness >= UNSURE,
        language=written_in,
    )
