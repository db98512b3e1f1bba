"""What to write instead of a fault, in the person's own words, or nothing when that is unsafe."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.coach.lerner.cues import Hit, members
from app.coach.lerner.cuts import Edit, cut, like, sentence_capital, until_end
from app.coach.lerner.passage import Passage, Places
from app.coach.lerner.reading import COMMA, STOP
from app.coach.lerner.verbs import forms

_UNDERCUTTING = frozenset(
    ("blame", "crime_sheet", "excuse", "minimizing", "demand", "their_reaction", "evasion")
)
_VAGUE = frozenset("something anything whatever wrong any anyone everything so".split())
_PERHAPS = frozenset("may might could".split())
_HEDGES = frozenset("just only little tiny teeny wee small minor slightly bit".split())
_NO_BASE = frozenset("do feel so it this".split())
_PASSIVES = frozenset(
    "offended hurt upset insulted bothered disappointed annoyed disturbed confused embarrassed "
    "humiliated frightened scared wounded saddened".split()
)
_FARTHEST = 60  # words
_SAME_PAST = frozenset("hurt upset made said let cut put hit cost".split())


def rewrite(passage: Passage, fault: Hit, faults: Places, parts: Places) -> Edit | None:
    """Return the safe edit for a fault, or None when only the person can say it better."""
    special = _SPECIAL.get(fault.cue)
    if special:
        edit = special(passage, fault, faults, parts)
        if edit or fault.cue in ("but", "conditional", "their_reaction"):
            return edit
    return cut(passage, fault, parts)


def _but(passage: Passage, fault: Hit, faults: Places, parts: Places) -> Edit | None:
    words, text = passage.reading.words, passage.reading.text
    sentence = passage.sentence(fault.first)
    opens = words[fault.first - 1].plain == STOP
    if opens and words[fault.first].plain in ("though", "although"):
        return None
    end = sentence.last - 1
    inside = [
        f
        for f in faults.beside(fault.first)
        if f.cue in _UNDERCUTTING and fault.first <= f.first < end
    ]
    keep = [
        p
        for p in parts.beside(fault.first)
        if fault.last <= p.first < end and not _within(p, inside)
    ]
    if inside and not opens:
        tail = max(passage.clause_end(f.last - 1) for f in inside)
        if not keep:
            return until_end(passage, _before(passage, fault.first), end)
        if min(part.first for part in keep) >= tail:
            return Edit(_before(passage, fault.first), words[tail].start, "")
    if inside and not keep:
        return cut(passage, Hit("but", fault.first, end), parts)
    following = fault.last
    while following < end and words[following].plain == COMMA:
        following += 1
    if following >= end:
        return until_end(passage, _before(passage, fault.first), end)
    resume = words[following].start
    model = sentence_capital(passage, fault.first)
    letter = like(model, text[resume])
    if opens:
        return Edit(words[fault.first].start, resume + 1, letter)
    return Edit(_before(passage, fault.first), resume + 1, ". " + letter)


def _conditional(passage: Passage, fault: Hit, _f: Places, _p: Places) -> Edit | None:
    words, text = passage.reading.words, passage.reading.text
    plains = [word.plain for word in words[fault.first : fault.last]]
    end = min(passage.clause_end(fault.last - 1), fault.last + _FARTHEST)
    if "if" not in plains:
        return _perhaps(passage, fault, end)
    place = fault.first + plains.index("if")
    clause = [
        word.plain for word in words[place + 1 : min(passage.clause_end(place), place + _FARTHEST)]
    ]
    if clause[:1] not in (["i"], ["my"]) and clause[:2] != ["what", "i"]:
        return _reaction(passage, fault, _f, _p)
    if _VAGUE.intersection(clause) or _PERHAPS.intersection(clause):
        return None
    if place > fault.first:
        start = words[fault.first].start
        before = text[start : words[place].start]
        return Edit(start, words[fault.last - 1].end, before + "that" + text[
            words[place].end : words[fault.last - 1].end])  # fmt: skip
    return _fronted(passage, place)


def _fronted(passage: Passage, place: int) -> Edit | None:
    """ "If I was out of line, I'm sorry" -> "I was out of line. I'm sorry"."""
    words, text = passage.reading.words, passage.reading.text
    if words[place - 1].plain != STOP:
        return None
    comma = passage.clause_end(place)
    if words[comma].plain != COMMA or words[comma + 1].plain == "then":
        return None
    opening, resume = words[place + 1].start, words[comma + 1].start
    model = text[words[place].start]
    condition = like(model, text[opening]) + text[opening + 1 : words[comma - 1].end]
    return Edit(words[place].start, resume + 1, f"{condition}. {like(model, text[resume])}")


def _perhaps(passage: Passage, fault: Hit, end: int) -> Edit | None:
    """ "any hurt I may have caused" -> "the hurt I caused"."""
    words, text = passage.reading.words, passage.reading.text
    plains = [word.plain for word in words[fault.first : end]]
    for offset in range(len(plains) - 2):
        verb = plains[offset + 2]
        regular = verb.endswith("ed") or verb in _SAME_PAST
        if plains[offset] in _PERHAPS and plains[offset + 1] in ("have", "of") and regular:
            break
    else:
        return None
    if _VAGUE.intersection(plains) - {"any"}:
        return None
    start, perhaps = words[fault.first].start, fault.first + offset
    before = re.sub(r"\bany\b", "the", text[start : words[perhaps].start])
    stop = words[perhaps + 2].end
    return Edit(start, stop, before + text[words[perhaps + 2].start : stop])


def _reaction(passage: Passage, fault: Hit, _f: Places, _p: Places) -> Edit | None:
    """ "sorry you felt ignored when I ..." -> "sorry that I ..., and that it left you ..."."""
    words, text = passage.reading.words, passage.reading.text
    end = min(passage.sentence(fault.first).last, fault.first + _FARTHEST)
    row = passage.plain(fault.first, end) + " "
    match = _FELT_WHEN.match(row) or _FELT_BY.match(row)
    if not match or match["feeling"].split()[-1] not in members("emotion"):
        return None

    def span(group: str) -> str:
        first = fault.first + row[: match.start(group)].count(" ")
        return text[words[first].start : words[first + match[group].count(" ")].end]

    start = words[fault.first].start
    act_first = fault.first + row[: match.start("act")].count(" ")
    stop = words[act_first + match["act"].count(" ")].end
    if match.re is _FELT_WHEN:
        instead = (
            f"{span('sorry')} that {span('act')}, and that it left you feeling {span('feeling')}"
        )
    elif match["feeling"] in _PASSIVES:
        instead = f"{span('sorry')} that {span('act')} {span('feeling')} you"
    else:
        return None
    return Edit(start, stop, instead)


_FELT_WHEN = re.compile(
    r"(?P<sorry>\w+) (?:if |that |for |about )?you (?:felt|feel|were|got|are) "
    r"(?P<feeling>\w+(?: \w+)?) (?:when|because|while|after|that time) (?P<act>i [^,¶]+?) (?=[,¶])"
)
_FELT_BY = re.compile(
    r"(?P<sorry>\w+) (?:if |that )?you (?:felt|feel|were|got|are) (?:so |really )?"
    r"(?P<feeling>\w+) by (?P<act>(?:my|what i) [^,¶]+?) (?=[,¶])"
)


def _made_me(passage: Passage, fault: Hit, _f: Places, _p: Places) -> Edit | None:
    """ "You made me yell at you" -> "I yelled at you"."""
    words, text = passage.reading.words, passage.reading.text
    plains = [word.plain for word in words[fault.first : fault.first + 4]]
    if plains[:3] != ["you", "made", "me"] or len(plains) < 4 or plains[3] in _NO_BASE:
        return None
    if plains[3] not in {verb.split(" ")[0] for verb in members("wrong.base")}:
        return None
    start = words[fault.first].start
    pronoun = "i" if text[start].islower() and not re.search(r"\bI\b", text) else "I"
    past = forms(plains[3], "past")[0]
    return Edit(start, words[fault.first + 3].end, f"{pronoun} {past}")


def _unhedged(passage: Passage, fault: Hit, _f: Places, parts: Places) -> Edit | None:
    """Leave the clause out; failing that, only the word that makes it small."""
    whole = cut(passage, fault, parts)
    words, text = passage.reading.words, passage.reading.text
    if whole:
        return whole
    run = [i for i in range(fault.first, fault.last) if words[i].plain in _HEDGES]
    if not run or words[run[-1] + 1].plain in ("of", "at"):
        return None
    first, last = run[0], run[-1]
    if last - first != len(run) - 1:
        last = first
    following = words[last + 1]
    if words[last].plain in ("bit", "little") and words[first - 1].plain == "a":
        at_end = following.plain in (STOP, COMMA)
        adverb = at_end or words[last].plain == "bit"
        first -= adverb
    if following.plain in (STOP, COMMA):
        return Edit(_before(passage, first), words[last].end, "")
    resume = following.start
    return Edit(words[first].start, resume + 1, like(text[words[first].start], text[resume]))


def _said_once(passage: Passage, fault: Hit, _f: Places, _p: Places) -> Edit | None:
    """ "sorry sorry sorry" -> "sorry"."""
    words, text = passage.reading.words, passage.reading.text
    row = [word.plain for word in words[fault.first : fault.last]]
    if row[0] not in members("sorry") or row.count(row[0]) < 3 or set(row) - _AROUND_SORRY:
        return None
    return Edit(words[fault.first].start, words[fault.last - 1].end, text[
        words[fault.first].start : words[fault.first].end])  # fmt: skip


_AROUND_SORRY = frozenset(f"sorry i am so very really please oh and , {STOP}".split())
_Rewrite = Callable[[Passage, Hit, Places, Places], Edit | None]
_SPECIAL: dict[str, _Rewrite] = {
    "but": _but,
    "conditional": _conditional,
    "their_reaction": _reaction,
    "blame": _made_me,
    "minimizing": _unhedged,
    "overdone": _said_once,
}


def _before(passage: Passage, index: int) -> int:
    """The end of the last word before `index`, commas left out."""
    words = passage.reading.words
    while words[index - 1].plain == COMMA:
        index -= 1
    return words[index - 1].end


def _within(part: Hit, others: list[Hit]) -> bool:
    return any(other.first <= part.first < other.last for other in others)
