"""What a typed scrap is: a clause with its own subject, a verb that lacks one, or a thing."""

import re
from dataclasses import dataclass
from typing import Literal

from app.coach.lerner.verbs import forms

Form = Literal["clause", "past", "base", "gerund", "thing"]

_VERBS = (
    "be have do make take give go come say tell talk ask answer call text write send read listen"
    " hear see look watch show let leave stay stop start keep hold put bring buy pay spend sell"
    " lend fix repair replace clean wash cook bake book plan cancel forget remember miss ignore"
    " interrupt yell shout scream snap swear insult mock tease joke laugh lie hide cheat flirt"
    " betray break lose throw slam hit hurt blame criticize criticise accuse judge compare complain"
    " nag threaten push walk run drive drink smoke gamble play sleep wake eat help support share"
    " apologize apologise explain admit promise try work practice practise learn change turn count"
    " breathe pause wait check set get find meet visit invite join move return pick drop clear"
    " organize organise arrange schedule treat respect trust thank hug kiss sit stand open close"
    " shut delete block unfollow quit limit avoid prevent follow finish complete offer include own"
    " argue fight roll raise use say dismiss belittle embarrass humiliate disappoint neglect reject"
    " abandon exclude disrespect speak storm vent correct cut touch question doubt pretend deny"
    " refuse exaggerate overreact withdraw shut freeze post mention reveal tell spoil ruin waste"
    " spill scratch crash crack burn damage owe borrow steal check snoop spy track cover keep"
).split()  # fmt: skip
_BASE = frozenset(_VERBS)
_PAST = {form: verb for verb in _VERBS for form in forms(verb, "past")} | {
    "was": "be", "were": "be", "didn't": "do", "wasn't": "be", "couldn't": "can",
    "hadn't": "have", "wouldn't": "will", "spilt": "spill", "burnt": "burn",
}  # fmt: skip
_SUBJECTS = frozenset(
    "i i'm i've i'd i'll we we've we'll you you're you've it it's that's that this there".split()
)
_BEFORE_VERB = frozenset("never always again just also kept keep constantly repeatedly".split())
_THINGS_IN_ING = frozenset(
    "thing nothing something everything anything morning evening king ring bring string spring"
    " during sing swing sting wedding ceiling building".split()
)
_LEAD = re.compile(
    r"^(?:(?:well|so|um|uh|ok|okay|because|cause|cuz|basically|honestly|maybe|perhaps|probably|"
    r"i guess|i think|i suppose)[, ]+)+",
    re.IGNORECASE,
)
_SORRY = re.compile(
    r"^(?:(?:i'?m|i am)\s+)?(?:(?:so|really|very|truly|deeply)\s+)*(?:sorry|apologi[sz]e)\s*"
    r"(?:that\s+|for\s+)?(?=\w)|^i\s+(?:want|would like|'d like)\s+to\s+apologi[sz]e\s+(?:for\s+)?",
    re.IGNORECASE,
)
_JOINER = re.compile(r"^(?:that|how)\s+(?=(?:i|you|it|we)\b)|^for\s+", re.IGNORECASE)
_APOSTROPHES = {
    "im": "I'm", "ive": "I've", "dont": "don't", "didnt": "didn't", "wasnt": "wasn't",
    "cant": "can't", "couldnt": "couldn't", "shouldnt": "shouldn't", "wouldnt": "wouldn't",
    "youre": "you're", "thats": "that's", "havent": "haven't", "isnt": "isn't",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scrap:
    """One sentence's worth of typed words, tidied, and what form it has."""

    text: str
    form: Form

    @property
    def verb(self) -> str:
        """Its first word in base form, for `base` and `past`."""
        first = self.text.partition(" ")[0].lower()
        return _PAST.get(first, first)


def sentences(text: str) -> list[str]:
    """The typed words by sentence, without the marks that end them."""
    parts = re.split(r"(?<=[.!?…])\s+|\n+", text)
    return [tidy for part in parts if (tidy := _tidied(part))]


def read_scrap(text: str, *, sorry: bool = False) -> Scrap:
    """What form one sentence's worth of words has; with `sorry`, an apology in front of it is cut
    off."""
    led = _LEAD.sub("", text)
    plain = _JOINER.sub("", _SORRY.sub("", led) if sorry else led).strip()
    plain = _lower_first(plain or text)
    words = plain.lower().split()
    return Scrap(plain, _form(words))


def past_of(verb: str) -> str:
    """The simple past of a verb in base form."""
    return forms(verb, "past")[0]


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def _form(words: list[str]) -> Form:
    first = words[0] if words else ""
    second = words[1] if len(words) > 1 else ""
    if first in _SUBJECTS:
        return "clause"
    if first in _BEFORE_VERB and second:
        return "past" if second in _PAST and second not in _BASE else _form(words[1:])
    if first in _PAST and first not in _BASE:
        return "past"
    if first.endswith("ing") and first not in _THINGS_IN_ING:
        return "gerund"
    if first == "not" and second.endswith("ing"):
        return "gerund"
    if first in _BASE or first in ("not", "no longer", "don't"):
        return "base"
    if len(words) > 2 and any(w in _PAST and w not in _BASE for w in words[1:5]):
        return "clause"
    return "past" if first.endswith("ed") and len(words) > 1 else "thing"


def _tidied(text: str) -> str:
    plain = " ".join(text.replace("’", "'").split()).strip(" \"“”'`*_-–—,;:.…!")
    words = [_APOSTROPHES.get(w.lower(), "I" if w == "i" else w) for w in plain.split(" ")]
    fixed = [("I" + w[1:]) if re.match(r"i'(m|ve|d|ll)\b", w) else w for w in words]
    return " ".join(fixed)


def _lower_first(text: str) -> str:
    first = text.partition(" ")[0]
    if first == "I" or first.startswith("I'") or first[1:2].isupper():
        return text
    known = first.lower()
    ordinary = known in _SUBJECTS | _BASE | _BEFORE_VERB | {"my", "the", "a", "an", "your", "not"}
    ordinary = ordinary or known in _PAST or known.endswith(("ing", "ed"))
    return known + text[len(first) :] if ordinary else text
