"""What somebody wants to be reminded of, and when: "tmr 7ish remind me to talk".

The words that ask for it are in `flows/rules/reminders.yaml`, so that a writer can add some.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

import yaml

from app.coach.timewords.spelling import known_locale
from app.coach.when import Moment, parse_when

_RULES = Path(__file__).resolve().parents[2] / "flows" / "rules" / "reminders.yaml"
_SAME_BREATH = re.compile(r"[^.!?,;:\n]*$")
MAX_ABOUT = 120
"""Longest matter of a reminder, in characters. What is longer is a story: then the caller asks."""

_EDGE = " \t\n.,;:!?-–—“”\"'"


@dataclass(frozen=True, slots=True)
class Errand:
    """What to be reminded of, in the person's words ("" if they do not say), and when, if said."""

    about: str
    at: Moment | None


def errand_in(text: str, now: datetime, tz: str, *, locale: str = "en") -> Errand | None:
    """The reminder that a text asks for; None when it asks for none, or about one already set.

    A time alone counts as such a wish, and so does a plan with a time: the caller asks back.
    `now` must be aware; `tz` is an IANA name. Raises ValueError for a naive `now` and
    `ZoneInfoNotFoundError` for an unknown zone, never for a text.
    """
    words = _rules().get(known_locale(locale), _rules()["en"])
    plain = text.replace("’", "'")
    asked = words.asks.search(plain)
    if asked is None:
        at = parse_when(text, now, tz, locale=locale)
        matter = _matter(plain, text, 0, at, words)
        planned = words.plans.search(plain) and not words.existing.search(plain)
        return Errand(matter, at) if at and (planned or not matter) else None
    breath = _SAME_BREATH.search(plain[: asked.start()])
    if breath and words.unless.search(breath[0]):
        return None
    start = asked.end()
    # "We talk at 9, ping me at 8": a time after the asking is the one that is meant.
    later = parse_when(text[start:], now, tz, locale=locale)
    at = _moved(later, start) if later else parse_when(text, now, tz, locale=locale)
    matter = _matter(plain, text, start, at, words)
    return None if words.questions.match(matter) else Errand(matter, at)


@dataclass(frozen=True, slots=True)
class _Words:
    """The rules of one language: `joins` and `questions` fit at the start of a text, `polite` and
    `joined` (the joins again) at its end, `article` right before a time, `vague` a whole one, the
    others anywhere."""

    asks: re.Pattern[str]
    unless: re.Pattern[str]
    plans: re.Pattern[str]
    existing: re.Pattern[str]
    questions: re.Pattern[str]
    vague: re.Pattern[str]
    joins: re.Pattern[str]
    polite: re.Pattern[str]
    joined: re.Pattern[str]
    article: re.Pattern[str]


def _moved(at: Moment, start: int) -> Moment:
    """A moment read from `start` of a text on, as one of the whole text."""
    return replace(at, span=(at.span[0] + start, at.span[1] + start))


def _matter(plain: str, text: str, start: int, at: Moment | None, words: _Words) -> str:
    """What stands in `text` from `start` on, less the time and small words at either end."""
    first, last = at.span if at else (-1, -1)
    end = len(plain)
    while start < end:
        if first <= start < last or words.article.fullmatch(plain, start, max(start, first)):
            start = last
        elif plain[start] in _EDGE:
            start += 1
        elif joined := words.joins.match(plain, start, end):
            start = joined.end()
        else:
            break
    end = _trimmed(plain, start, end, words.polite)
    if first > start and end <= last:
        end = _trimmed(plain, start, first, words.joined)
    matter = text[start:end].strip()
    says_it = any(map(str.isalnum, matter)) and len(matter) <= MAX_ABOUT
    return matter if says_it and not words.vague.fullmatch(matter) else ""


def _trimmed(plain: str, start: int, end: int, last_words: re.Pattern[str]) -> int:
    """Where the text from `start` to `end` ends without these last words."""
    while start < end:
        found = last_words.search(plain, start, end)
        if found:
            end = found.start()
        elif plain[end - 1] in _EDGE:
            end -= 1
        else:
            break
    return end


@cache
def _rules() -> Mapping[str, _Words]:
    loaded = yaml.safe_load(_RULES.read_text("utf-8"))
    return {locale: _words(rules) for locale, rules in loaded.items()}


def _words(rules: Mapping[str, list[str]]) -> _Words:
    def pattern(name: str, form: str) -> re.Pattern[str]:
        return re.compile(form.format(_any(rules[name])), re.IGNORECASE)

    anywhere = r"(?<!\w)(?:{})(?!\w)"
    return _Words(
        asks=pattern("asks", anywhere),
        unless=pattern("unless", anywhere),
        plans=pattern("plans", anywhere),
        existing=pattern("existing", anywhere),
        questions=pattern("questions", r"(?:{})(?!\w)"),
        vague=pattern("vague", "{}"),
        joins=pattern("joins", r"(?:{})(?!\w)"),
        polite=pattern("polite", r"(?<!\w)(?:{})$"),
        joined=pattern("joins", r"(?<!\w)(?:{})$"),
        article=pattern("articles", r"(?:{})\s+"),
    )


def _any(phrases: Iterable[object]) -> str:
    longest_first = sorted((str(phrase) for phrase in phrases), key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
