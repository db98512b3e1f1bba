"""Review an apology by Harriet Lerner's rules ("Why Won't You Apologize?").

`review` finds the faults and the parts of a text; `accept` applies one offered rewrite. Both are
pure: same text, same answer, offline, in time linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from app.coach.lerner.cues import Hit
from app.coach.lerner.cuts import Edit
from app.coach.lerner.faults import FAULTS, suspected_faults
from app.coach.lerner.language import is_english
from app.coach.lerner.opinion import Opinion
from app.coach.lerner.parts import PARTS, apologies, owned_acts, suspected_parts
from app.coach.lerner.passage import Passage, Places
from app.coach.lerner.reading import Word, read
from app.coach.lerner.rewrites import rewrite
from app.coach.lerner.wording import wording

__all__ = ["FAULTS", "PARTS", "Finding", "Part", "Review", "accept", "review"]

_JOINING = frozenset(("but", "though", "and", "so", ",", "¶"))
# Faults that show an attempt to apologise even where neither "sorry" nor an act is found.
_TELLING = frozenset(("conditional", "their_reaction", "evasion", "overdone"))


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault at `text[start:end]`.

    `instead` replaces exactly that span ("" leaves it out). It is None when no rewrite is safe;
    then `question` asks the person for their own words. `rule` is the rule of Lerner's it breaks.
    Rewrites of one review never overlap.
    """

    label: str
    start: int
    end: int
    why: str
    instead: str | None
    question: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of the five parts of an apology, at `text[start:end]`."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Review:
    """What was found in `text`; offsets are indices into it as given.

    `kind` is "apology", "not_apology", "other_language" or "empty"; only the first has findings.
    """

    text: str
    locale: str
    kind: str
    findings: tuple[Finding, ...]
    parts: tuple[Part, ...]

    @property
    def present(self) -> tuple[str, ...]:
        """The labels of the parts that are there, in the order an apology is built."""
        found = {part.label for part in self.parts}
        return tuple(label for label in PARTS if label in found)

    @property
    def missing(self) -> tuple[str, ...]:
        """The labels of the parts that are not there."""
        return tuple(label for label in PARTS if label not in self.present)

    @property
    def faults(self) -> tuple[str, ...]:
        """The labels of the findings, each once."""
        found = {finding.label for finding in self.findings}
        return tuple(label for label in FAULTS if label in found)

    @property
    def clean(self) -> bool:
        """Whether this is an apology without a fault."""
        return self.kind == "apology" and not self.findings

    @property
    def note(self) -> str | None:
        """A kind sentence with a way on, for a text that is no apology to review."""
        note: str | None = wording(self.locale)["notes"].get(self.kind)
        return note


def review(text: str, locale: str = "en") -> Review:
    """Review `text`; words for the person come in `locale`, English where it has none."""
    reading = read(text)
    if not any(word.start < word.end and word.plain.strip(",¶") for word in reading.words):
        return Review(text, locale, "empty", (), ())
    if not is_english(reading):
        return Review(text, locale, "other_language", (), ())
    passage = Passage(reading)
    settled = Opinion(passage).settle(suspicions(passage), frozenset(FAULTS))
    faults = [hit for hit in settled if hit.cue in FAULTS]
    parts = [hit for hit in settled if hit.cue in PARTS]
    if not _is_apology(passage, faults, parts):
        return Review(text, locale, "not_apology", (), ())
    return Review(
        text,
        locale,
        "apology",
        _findings(passage, _one_a_sentence(passage, faults), parts, locale),
        tuple(Part(part.cue, *_span(passage, part)) for part in _one_a_sentence(passage, parts)),
    )


def suspicions(passage: Passage) -> list[Hit]:
    """The faults and parts that the cues see, before the model's opinion of them."""
    faults = suspected_faults(passage, apologies(passage), owned_acts(passage))
    return [*faults, *suspected_parts(passage, faults)]


def accept(text: str, finding: Finding) -> str:
    """Return `text` with the finding's rewrite in place of its words.

    Raises ValueError when the finding has no rewrite or does not fit the text.
    """
    if finding.instead is None:
        raise ValueError("this finding has no rewrite; it asks a question")
    if not 0 <= finding.start <= finding.end <= len(text):
        raise ValueError("this finding belongs to another text")
    before, after = text[: finding.start], text[finding.end :]
    if not finding.instead and not before.strip():
        after = after.lstrip()
    return before + finding.instead + after


def _is_apology(passage: Passage, faults: list[Hit], parts: list[Hit]) -> bool:
    """Whether the text tries to apologise: in so many words, or by owning an act towards "you"."""
    labels = {part.cue for part in parts}
    towards = any(word.plain in ("you", "your") for word in passage.reading.words)
    owns = "responsibility" in labels and (towards or bool(passage.all("plain_guilt")))
    return "apology" in labels or owns or any(fault.cue in _TELLING for fault in faults)


def _one_a_sentence(passage: Passage, hits: list[Hit]) -> list[Hit]:
    """Join the hits of one label in one sentence that touch; keep the first of the others."""
    kept: dict[tuple[str, int], Hit] = {}
    for hit in hits:
        key = hit.cue, passage.number(hit.first)
        earlier = kept.get(key)
        if earlier is None:
            kept[key] = hit
        elif hit.first <= earlier.last:
            kept[key] = Hit(hit.cue, earlier.first, max(hit.last, earlier.last))
    return list(kept.values())


def _findings(
    passage: Passage, faults: list[Hit], parts: list[Hit], locale: str
) -> tuple[Finding, ...]:
    words = wording(locale)["faults"]
    beside, held = Places(passage, faults), Places(passage, parts)
    taken: list[Edit] = []
    found: list[Finding] = []
    for fault in sorted(faults, key=lambda hit: (FAULTS.index(hit.cue), hit.first)):
        edit = rewrite(passage, fault, beside, held)
        if edit and not _claim(taken, edit):
            edit = None
        start, end = (edit.start, edit.end) if edit else _span(passage, fault)
        said = words[fault.cue]
        found.append(
            Finding(
                label=fault.cue,
                start=start,
                end=end,
                why=said["why"],
                instead=edit.instead if edit else None,
                question=None if edit else said["question"],
                rule=said["rule"],
            )
        )
    return tuple(sorted(found, key=lambda item: (item.start, item.end, FAULTS.index(item.label))))


def _claim(taken: list[Edit], edit: Edit) -> bool:
    """Add `edit` to the edits taken, which are in order, unless it overlaps one of them."""
    place = bisect_left(taken, edit.start, key=lambda other: other.start)
    neighbours = taken[max(0, place - 1) : place + 1]
    if any(edit.start < other.end and other.start < edit.end for other in neighbours):
        return False
    taken.insert(place, edit)
    return True


def _span(passage: Passage, hit: Hit) -> tuple[int, int]:
    words: tuple[Word, ...] = passage.reading.words
    first, last = hit.first, hit.last
    while last > first + 1 and passage.reading.is_break(last - 1):
        last -= 1
    while last > first + 1 and words[first].plain in _JOINING and hit.cue != "but":
        first += 1
    return words[first].start, words[last - 1].end
