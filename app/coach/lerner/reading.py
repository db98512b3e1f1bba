"""Read a text into plain words that remember where they stood.

Every later step works on `Reading.line`: lower-case words with slang, typos and contractions
spelled out, one space apart, commas as "," and sentence ends as "¶". Each word keeps the span of
the text it came from, so a finding always points into the text exactly as it was given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from app.coach.lerner.data import load_mapping

STOP = "¶"
COMMA = ","
QUOTED = "«q»"

_TOKEN = re.compile(
    r"(?P<tag></?[a-z][^<>\n]{0,80}>)|"
    r"(?P<word>w/[eo]?(?!\w)|[^\W\d_][^\W_]*(?:['’`´][^\W\d_]+)*|\d+(?:[.:,]\d+)*[^\W_]*|&)"
    r"|(?P<stop>[.!?]+|\n[ \t]*\n\s*)"
    r"|(?P<line>\r?\n)"
    r"|(?P<quote>[\"“”«»„])"
    r"|(?P<open>(?<!\w)['‘](?=\w)(?!(?:cause|em|til|bout|cuz|cos|tis)\b))"
    r"|(?P<close>(?<=[\w.,!?])['’](?!\w))"
    r"|(?P<hyphen>-(?=\w))"
    r"|(?P<comma>[^\w\s\"“”«»„.!?\n]+)"
)
_MARKS = {"quote": '"', "open": "‘", "close": "’"}
_LONGEST_SINGLE_QUOTATION = 40  # words; beyond it an apostrophe was no quotation mark
_SUFFIX = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would"}
_IS_HOSTS = frozenset(
    "it that he she there what who how here this where everything nothing everyone".split()
)
_AFTER_YOUR = frozenset("the a an not so too such always overreacting acting mad upset".split())
_AFTER_UR = _AFTER_YOUR | frozenset(
    "being feeling just really right wrong angry making like crazy sensitive dramatic perfect "
    "literally never still all gonna going annoyed hurt sad pissed offended in".split()
)
_FUZZY_TARGETS = (
    "sorry", "apologize", "apologies", "apology", "forgive", "because", "should", "yelled",
    "shouted", "screamed", "forgot", "promise", "excuse", "mistake", "mistakes", "happened",
    "whatever", "however", "although", "always", "angry", "upset", "stressed", "tired",
    "overreacted", "feelings", "ignored", "interrupted", "embarrassed", "disrespectful",
)  # fmt: skip
_NOT_TYPOS = frozenset(
    "worry lorry sorrow yell yells shout shouts scream should shoulder ties tried tire fired "
    "excused mistaken hungry forgave forgiven forget promised promises happens ignore ignores "
    "interrupt embarrass yelling shouting apologized could would feeling dire hired wired".split()
)


class Word(NamedTuple):
    """One plain word; `start` and `end` are the span of the typed token it came from."""

    plain: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, its plain words, the line they form and the offset of each word in that line."""

    text: str
    words: tuple[Word, ...]
    line: str
    offsets: tuple[int, ...]

    def is_break(self, index: int) -> bool:
        """Whether the word at `index` is a comma or a sentence end."""
        return self.words[index].plain in (STOP, COMMA)


def read(text: str) -> Reading:
    """Return the reading of `text`; linear in its length."""
    words = _mask_quotations(_words(text))
    offsets: list[int] = []
    position = 0
    for word in words:
        offsets.append(position)
        position += len(word.plain) + 1
    line = " ".join(word.plain for word in words) + " "
    return Reading(text, tuple(words), line, tuple(offsets))


def _words(text: str) -> list[Word]:
    words = [Word(STOP, 0, 0)]
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        kind = match.lastgroup
        if kind == "word":
            words += [Word(plain, start, end) for plain in _spelled_out(match.group())]
            if words[-2].plain == "your" and _is_you_are(words, text):
                owner = words[-2]
                words[-2:-1] = [owner._replace(plain="you"), owner._replace(plain="are")]
        elif kind in _MARKS:
            words.append(Word(_MARKS[kind], start, end))
        elif kind in ("stop", "line", "comma"):
            words.extend(_break(text, match.group(), kind, start, end))
    if words[-1].plain != STOP:
        words.append(Word(STOP, len(text), len(text)))
    return words


def _is_you_are(words: list[Word], text: str) -> bool:
    """Whether the last but one, "ur" or "your", is "you're", before what cannot be owned."""
    short = text[words[-2].start : words[-2].end].lower() == "ur"
    return words[-1].plain in (_AFTER_UR if short else _AFTER_YOUR)


def _break(text: str, mark: str, kind: str, start: int, end: int) -> list[Word]:
    following = text[end : end + 2].lstrip()[:1]
    if kind == "line":
        # A letter wrapped at 72 columns is one sentence; a new line that starts a thought is not.
        return [] if following.islower() else [Word(STOP, start, end)]
    if kind == "comma":
        return [Word(COMMA, start, end)]
    trailing_dots = mark.startswith("..") and following.islower()
    return [Word(COMMA if trailing_dots else STOP, start, end)]


def _mask_quotations(words: list[Word]) -> list[Word]:
    """Hide what stands in quotation marks: it is spoken about, not said.

    A text that is nearly all quotation is a draft pasted with its marks, and is read as it is.
    """
    hidden = {index for first, last in _quotations(words) for index in range(first, last)}
    if len(hidden) * 10 > len(words) * 7:
        hidden = set()
    return [
        Word(QUOTED, word.start, word.end) if index in hidden else word
        for index, word in enumerate(words)
        if word.plain not in _MARKS.values()
        and not (index in hidden and word.plain in (STOP, COMMA))
    ]


def _quotations(words: list[Word]) -> list[tuple[int, int]]:
    """Return the ranges of words inside paired marks, double and single."""
    doubles = [index for index, word in enumerate(words) if word.plain == '"']
    ranges = [(a + 1, b) for a, b in zip(doubles[::2], doubles[1::2], strict=False)]
    opening: int | None = None
    for index, word in enumerate(words):
        if word.plain == "‘":
            opening = index
        elif word.plain == "’" and opening is not None:
            if index - opening <= _LONGEST_SINGLE_QUOTATION:
                ranges.append((opening + 1, index))
            opening = None
    return ranges


@lru_cache(maxsize=65_536)
def _spelled_out(token: str) -> tuple[str, ...]:
    return plain_words(token.lower().translate({0x2019: "'", 0x60: "'", 0xB4: "'"}))


def plain_words(typed: str) -> tuple[str, ...]:
    """Spell out one typed token: slang, contraction or a near miss of a word that matters."""
    table = load_mapping("spelling.yaml")
    if typed in table:
        return tuple(table[typed].split())
    head, mark, tail = typed.rpartition("'")
    if mark:
        return _expand(head, tail)
    squeezed = re.sub(r"(.)\1{2,}", r"\1", typed)
    if squeezed != typed:
        doubled = re.sub(r"(.)\1{2,}", r"\1\1", typed)
        return plain_words(doubled if doubled in table or doubled in _FUZZY_TARGETS else squeezed)
    return (_near_miss(typed),)


def _expand(head: str, tail: str) -> tuple[str, ...]:
    if tail == "t" and head.endswith("n"):
        return (*plain_words(head[:-1]), "not")
    if tail in _SUFFIX:
        return (*plain_words(head), _SUFFIX[tail])
    if tail == "s":
        return (*plain_words(head), "is" if head in _IS_HOSTS else "'s")
    return (head + tail,)


def _near_miss(typed: str) -> str:
    if len(typed) < 5 or typed in _NOT_TYPOS or not typed.isalpha():
        return typed
    for signature in sorted(_deletions(typed)):
        target = _signatures().get(signature)
        if target and target[0] == typed[0] and abs(len(target) - len(typed)) <= 1:
            return target
    return typed


def _deletions(word: str) -> set[str]:
    return {word} | {word[:index] + word[index + 1 :] for index in range(len(word))}


@cache
def _signatures() -> dict[str, str]:
    return {deleted: target for target in _FUZZY_TARGETS for deleted in _deletions(target)}
