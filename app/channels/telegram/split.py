"""Long texts in parts that Telegram takes. Pure.

Telegram counts UTF-16 code units, so that an emoji counts twice
(https://core.telegram.org/api/entities#entity-length).
"""

import re

MAX_UNITS = 4096
"""Longest message text, https://core.telegram.org/bots/api#sendmessage"""

_BREAKS = tuple(re.compile(p) for p in (r"\n\s*\n", r"\n", r"[.!?…]\s", r"\s"))
"""Where a text may be cut, best first: after a paragraph, a line, a sentence, a word."""


def units(text: str) -> int:
    """Length of the text in UTF-16 code units."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def split(text: str, limit: int = MAX_UNITS) -> tuple[str, ...]:
    """The text in parts of at most `limit` (>= 2) UTF-16 code units, which joined give it back.

    A cut falls after a paragraph if one ends in the second half of the part, else after a line,
    a sentence, a word; a single endless word is cut anywhere but within a character.
    """
    parts = []
    while units(text) > limit:
        cut = _cut(text[: _fitting(text, limit)])
        parts.append(text[:cut])
        text = text[cut:]
    return (*parts, text)


def _fitting(text: str, limit: int) -> int:
    """How many characters from the start fit."""
    count = 0
    for index, char in enumerate(text):
        count += 2 if ord(char) > 0xFFFF else 1
        if count > limit:
            return index
    return len(text)


def _cut(head: str) -> int:
    """Where to end the part, in 1..len(head)."""
    for pattern in _BREAKS:
        ends = [match.end() for match in pattern.finditer(head)]
        if ends and ends[-1] >= len(head) // 2:
            return ends[-1]
    return len(head)
