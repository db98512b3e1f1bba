"""The safety screen: the first thing that reads every text a person sends, on every channel.

It answers one question: does this text tell of danger to somebody, and of which kind? It is a set
of written rules over normalised words with known idioms set aside, and a small linear model
as a second pair of eyes. Nothing here logs, stores or repeats the person's words.
"""

from app.coach.screen.decide import CLASSES, Screening, screen
from app.coach.screen.help_lines import (
    HelpLine,
    HelpLines,
    country_from_timezone,
    country_named,
    help_lines,
)

__all__ = [
    "CLASSES",
    "HelpLine",
    "HelpLines",
    "Screening",
    "country_from_timezone",
    "country_named",
    "help_lines",
    "screen",
]
