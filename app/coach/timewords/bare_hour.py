"""Whether a number alone is an hour: "8 works" is one, "8 kids" and "I'm at 8" are not."""

from __future__ import annotations

from app.coach.timewords.grammar import Match
from app.coach.timewords.vocabulary import (
    ENDS,
    FILLER,
    FOLLOWERS,
    HOUR_CUES,
    MONTHS,
    MOVES,
    NEVER_AFTER_HOUR,
    NEVER_BEFORE_HOUR,
    TIME_WORDS,
)

_NEW_CLAUSE = frozenset({"not", "if", "when", "once", "because", "so", "after"})


def ends(match: Match, offset: int) -> bool:
    """Whether speech stops `offset` words from the match: a mark, or the edge of the text."""
    return match.word(offset) in ENDS


def hour_fits(match: Match) -> bool:
    """Whether the words around a bare hour make it a clock time and not a count or a score."""
    before, after = match.word(-1), match.word(1)
    if before in NEVER_BEFORE_HOUR or after in NEVER_AFTER_HOUR:
        return False
    if after == "-" and match.word(2).isalnum():
        return False
    if before == "at" or (before in {"around", "by"} and match.word(-2) in TIME_WORDS):
        return _fits_after_at(match)
    if not (ends(match, 1) or after in FOLLOWERS or after in TIME_WORDS):
        return False
    if before in MONTHS and match.word(-2) not in {"on", "in"}:
        return after in {"ish", "tonight"}
    if before == "to" and any(match.word(offset) in MOVES for offset in (-2, -3, -4)):
        return True
    if before in TIME_WORDS or (after in TIME_WORDS and after != "this"):
        return True
    if after in {"in", "at"} and match.word(2) in {"the", "night"}:
        return (
            match.word(3) in {"morning", "afternoon", "evening", "eve"} or match.word(2) == "night"
        )
    return (
        speech_is_only(match)
        or (
            before in HOUR_CUES - {",", "-", "and", "or", "for", "to", "about", "like", "then"}
            and not match.spelled(0)
        )
        or (before in {"about", "like", "around", "until", "by", "say", "for"} and ends(match, 1))
    )


def _fits_after_at(match: Match) -> bool:
    """'at 8' is a time; 'I'm at 8' and 'at 8 percent' are not."""
    here = match.word(-2)
    rated = here in {"am", "im", "are", "is", "heat", "still", "was", "anger"}
    if rated and match.word(1) not in TIME_WORDS:
        return False
    after = match.word(1)
    plural = after.endswith("s") and after not in FOLLOWERS and not after.endswith("'s")
    return not plural


def speech_is_only(match: Match) -> bool:
    """Whether the stretch of speech around the match holds only filler words."""
    for step in (-1, 1):
        offset = step
        while not ends(match, offset):
            word = match.word(offset)
            if step > 0 and word in _NEW_CLAUSE:
                break
            if word not in FILLER and word not in TIME_WORDS:
                return False
            offset += step
            if abs(offset) > 12:
                return False
    return True
