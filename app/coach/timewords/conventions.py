"""What unspoken hours mean. Each line is a convention people are told in the read-back."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Final

HOURS_AWAKE: Final = (time(7, 0), time(22, 59))
"""A bare hour is its next occurrence in this stretch of the day, both ends included."""

IN_ONE_HOUR: Final = timedelta(hours=1)
"""What "tonight" means once its hour has passed."""

PARTS: Final[dict[str, time]] = {
    "tonight": time(20),
    "late-night": time(22),
    "morning": time(9),
    "early-morning": time(7),
    "mid-morning": time(10),
    "late-morning": time(11),
    "noon": time(12),
    "midnight": time(0),
    "afternoon": time(15),
    "early-afternoon": time(13),
    "mid-afternoon": time(15),
    "late-afternoon": time(17),
    "evening": time(19),
    "early-evening": time(18),
    "mid-evening": time(19),
    "late-evening": time(21),
    "night": time(21),
    "early-night": time(20),
    "mid-night": time(0),
    "first-thing": time(9),
    "breakfast-time": time(8),
    "after-breakfast": time(9),
    "before-work": time(8),
    "before-lunch": time(11),
    "lunch-time": time(12),
    "after-lunch": time(13),
    "after-work": time(18),
    "day-end": time(18),
    "tea-time": time(17),
    "before-dinner": time(18),
    "dinner-time": time(19),
    "after-dinner": time(20),
    "before-bed": time(22),
}
"""The hour each part of the day stands for."""

PART_ENDS: Final[dict[str, time]] = {
    "early-morning": time(12),
    "mid-morning": time(12),
    "late-morning": time(12),
    "morning": time(12),
    "early-afternoon": time(18),
    "mid-afternoon": time(18),
    "late-afternoon": time(18),
    "afternoon": time(18),
    "early-evening": time(23),
    "mid-evening": time(23),
    "evening": time(23),
    "late-evening": time(23),
}
"""Until when "this morning" can still be meant; a part without an end lasts until midnight."""

DAY_ALONE: Final = time(9)
"""A day without an hour ("on Friday"); the other reading, `DAY_ALONE_OTHERWISE`, is offered."""
DAY_ALONE_OTHERWISE: Final = time(19)
WEEKEND: Final = time(10)

JUST_GONE: Final = timedelta(days=60)
"""A date without a year that went by this recently is a slip, not a plan for next year."""
FARTHEST: Final = timedelta(days=2 * 366)
"""Nobody plans a repair talk further ahead than this."""
