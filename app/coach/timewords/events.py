"""Whether a stretch of speech tells of an event in the present: "I have therapy on Friday".

Such a time is somebody's appointment, not a time for the couple. Only plain forms are known, since
a time thrown away costs more than one that is asked about once more.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from app.coach.timewords.vocabulary import ENDS, PROPOSALS, TIME_WORDS
from app.coach.timewords.words import Words

_HOLDERS: Final = frozenset("i we he she they".split())
_HOLDS: Final = frozenset("have has got".split())
_HOLDS_JOINED: Final = frozenset("i've we've they've he's she's".split())
_ARTICLES: Final = frozenset("a an the my our his her their another got some".split())
_TIME_FOR_US: Final = frozenset(
    "time space free room energy break gap slot window chance moment off to been had no nothing "
    "something until only just plenty at on in from after before date evening today".split()
)
_OWNERS: Final = frozenset("the my our his her their kids".split())
_BEGINS: Final = frozenset("starts start begins begin departs opens closes airs".split())
_TO_BED: Final = frozenset({("to", "bed"), ("to", "sleep"), ("to", "school")})
_LEADS_IN: Final = frozenset("after once when whenever if unless because before until by".split())
_ASKS_FOR_A_REMINDER: Final = frozenset(
    "remind reminder reminders nudge nudges ping message text alert buzz notify wake".split()
)


def asks_for_a_reminder(words: Words) -> bool:
    """Whether a text asks to be reminded: then an event's time is wanted after all."""
    return any(item.canonical in _ASKS_FOR_A_REMINDER for item in words.items)


def opens_what_is_reminded(words: Words, start: int, end: int) -> int:
    """Where the thing to be reminded of begins, or `end`: in "remind me on Saturday that I promised
    to help" the promise is past, and Saturday is not."""
    stretch = [words.canonical(at) for at in range(start, end)]
    asked = next((at for at, word in enumerate(stretch) if word in _ASKS_FOR_A_REMINDER), None)
    if asked is None:
        return end
    opened = (at for at in range(asked + 1, len(stretch)) if stretch[at] in _OPENS_THE_THING)
    first = next(opened, None)
    timed = first is not None and any(
        stretch[at] in TIME_WORDS or stretch[at][0].isdigit() for at in range(asked, first)
    )
    return start + first if first is not None and timed else end


_OPENS_THE_THING: Final = frozenset("that what how why because to about".split())


def tells_an_event(words: Words, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` tell of an event and propose nothing."""
    stretch = [words.canonical(at) for at in range(start, end)]
    if not {*stretch}.isdisjoint(PROPOSALS | _LEADS_IN):
        return False
    return _has_an_appointment(stretch) or _something_begins(stretch) or _has_a_shift(stretch)


def _has_a_shift(stretch: list[str]) -> bool:
    """'He works nights, 10 to 6'."""
    return any(pair in {("he", "works"), ("she", "works")} for pair in pairwise(stretch))


def _has_an_appointment(stretch: list[str]) -> bool:
    """'She has yoga at 8'; 'I have time at 8' and 'I have Friday off' are offers."""
    for at in range(1, len(stretch)):
        said = stretch[at] in _HOLDS and stretch[at - 1] in _HOLDERS | _HOLDS_JOINED
        if not said:
            continue
        rest = [word for word in stretch[at + 1 :] if word not in _ARTICLES]
        return bool(rest) and _names_a_thing(rest[0])
    return False


def _names_a_thing(word: str) -> bool:
    return word.isalpha() and word not in _TIME_FOR_US | TIME_WORDS | ENDS


def _something_begins(stretch: list[str]) -> bool:
    """'The kids go to bed at 8', 'the film starts at 6'; 'we start at 8' is a plan."""
    if not stretch or stretch[0] not in _OWNERS:
        return False
    for at in range(1, min(len(stretch), 5)):
        asleep = stretch[at] in {"go", "goes"} and tuple(stretch[at + 1 : at + 3]) in _TO_BED
        if asleep or (stretch[at] in _BEGINS and at >= 2):
            return True
    return False
