"""The safety screen: the first thing that reads every text a person sends, on every channel.

It answers one question: does this text tell of danger to somebody, and of which kind? Written
rules over normalised words, a linear model and an encoder are weighed together
(docs/decisions/safety-screen.md). Nothing here logs, stores or repeats the person's words.
"""

from app.coach.screen.decide import CLASSES, Screening, screen
from app.coach.screen.help_lines import (
    NOWHERE,
    HelpLine,
    HelpLines,
    country_from_timezone,
    country_named,
    help_lines,
)

__all__ = [
    "CLASSES",
    "NOWHERE",
    "HelpLine",
    "HelpLines",
    "Screening",
    "country_from_timezone",
    "country_named",
    "help_lines",
    "screen",
]
