"""Drafts from slots: an apology in the person's own words, grammatical whatever they typed.

Source of the order: Harriet Lerner, "Why Won't You Apologize?" - own act, its impact, amends,
change, and nothing asked for in return. Nothing is added that the person did not say.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.coach.apology import review
from app.coach.wording.scraps import Scrap, capital, past_of, read_scrap, sentences
from app.coach.wording.second_person import names_others, to_you

REGISTERS = ("text", "warm", "letter")
_PARTS = ("apology", "responsibility", "impact", "amends", "change")
_RULES = Path(__file__).resolve().parents[2] / "flows" / "rules" / "composer.yaml"
_FELT = re.compile(r"^(?:you\s+)?(?:felt|feel|feeling)\s+(?=\w)", re.IGNORECASE)
_TO = re.compile(r"^(?:to|i want to|i'd like to|offer to|i can|i could)\s+", re.IGNORECASE)


def compose(
    *,
    act: str,
    impact: str = "",
    reason: str = "",
    amends: str = "",
    change: str = "",
    partner: str = "",
    register: str = "warm",
    locale: str = "en",
) -> str:
    """An apology draft in one of REGISTERS: `text` (a message), `warm`, `letter`.

    Every part is what the person typed, in any form ("yelled at her", "I yelled at you.",
    "for yelling"); an empty one is left out.
    """
    frames = _frames(locale)
    typed = {"sorry": act, "impact": impact, "reason": reason, "amends": amends, "change": change}
    others = names_others(" ".join(typed.values()))

    def address(text: str) -> str:
        return to_you(text, partner, others=others)

    parts = {
        **{part: _sentence(frames, part, words, address) for part, words in typed.items()},
        "hello": frames["hello"].format(x=partner) if partner else "",
        "dear": frames["dear"].format(x=partner) if partner else "",
    }
    return _laid_out(frames["registers"][register], parts)


def add(draft: str, part: str, words: str, locale: str = "en") -> str:
    """The draft with one more part in it (`responsibility`, `impact`, `amends` or `change`), after
    the parts that come before it."""
    kind = "act" if part == "responsibility" else part
    sentence = _sentence(_frames(locale), kind, words, to_you)
    if not sentence:
        return draft
    before = _PARTS[: _PARTS.index(part)]
    ends = [found.end for found in review(draft, locale).parts if found.label in before]
    at = _sentence_end(draft, max(ends)) if ends else len(draft)
    return f"{draft[:at].rstrip()} {sentence}{_gap(draft[at:])}".strip()


def _gap(rest: str) -> str:
    return rest if not rest.strip() or rest[0].isspace() else f" {rest}"


def _sentence_end(draft: str, position: int) -> int:
    if draft[position - 1 : position] in (".", "!", "?"):
        return position
    found = re.compile(r"[.!?…]+|\n").search(draft, position)
    if not found:
        return len(draft)
    return found.start() if found[0] == "\n" else found.end()


def _laid_out(template: str, parts: Mapping[str, str]) -> str:
    filled = template.format(**parts)
    paragraphs = [" ".join(p.split(" ")).strip() for p in filled.split("\n\n")]
    return "\n\n".join(re.sub(r" {2,}", " ", p) for p in paragraphs if p)


def _sentence(
    frames: Mapping[str, Any], part: str, typed: str, address: Callable[[str], str]
) -> str:
    """One part as whole sentences, the first shaped by the part, the others as typed."""
    said = sentences(typed)
    if not said:
        return frames["sorry"] if part == "sorry" else ""
    if "will" not in frames:
        plain = " ".join(f"{capital(s)}." for s in said)
        return _framed(frames, part, plain)
    first = read_scrap(address(said[0]), sorry=part in ("sorry", "act"))
    shaped = [_SHAPES[part](frames, first), *(f"{capital(address(s))}." for s in said[1:])]
    text = " ".join(shaped)
    return frames["owned"].format(x=text) if part == "reason" else text


def _framed(frames: Mapping[str, Any], part: str, plain: str) -> str:
    if part == "sorry":
        return f"{frames['sorry']} {plain}"
    return frames["owned"].format(x=plain) if part == "reason" else plain


def _sorry(frames: Mapping[str, Any], scrap: Scrap) -> str:
    if scrap.form in ("gerund", "thing"):
        return str(frames["sorry_for"]).format(x=scrap.text)
    return str(frames["sorry_clause"]).format(x=_own_act(scrap))


def _act(frames: Mapping[str, Any], scrap: Scrap) -> str:
    if scrap.form in ("gerund", "thing"):
        return str(frames["sorry_for"]).format(x=scrap.text)
    return f"{capital(_own_act(scrap))}."


def _own_act(scrap: Scrap) -> str:
    if scrap.form == "clause":
        return scrap.text
    if scrap.form == "past":
        return f"I {scrap.text}"
    first, _, rest = scrap.text.partition(" ")
    if first == "not":
        return f"I did not {rest}"
    if first in ("never", "always", "just", "again", "constantly", "repeatedly"):
        return f"I {scrap.text}"
    return f"I {past_of(first)} {rest}".strip()


def _impact(frames: Mapping[str, Any], scrap: Scrap) -> str:
    if _FELT.match(scrap.text):
        felt = _FELT.sub("", scrap.text)
        return str(frames["impact_left"]).format(x=f"feeling {felt}")
    if scrap.form == "clause":
        return f"{capital(scrap.text)}."
    if scrap.form in ("past", "base") and len(scrap.text.split()) > 1:
        verb = scrap.text if scrap.form == "past" else _own_act(scrap).removeprefix("I ")
        return str(frames["impact_it"]).format(x=verb)
    if scrap.text.lower().startswith(("a ", "an ", "the ", "your ", "no ")):
        return str(frames["impact_thing"]).format(x=scrap.text)
    return str(frames["impact_left"]).format(x=scrap.text)


def _reason(_: Mapping[str, Any], scrap: Scrap) -> str:
    if scrap.form == "clause" or scrap.text.lower().startswith(("my ", "the ")):
        return f"{capital(scrap.text)}."
    return f"I was {scrap.text}." if scrap.form != "past" else f"I {scrap.text}."


def _amends(frames: Mapping[str, Any], scrap: Scrap) -> str:
    return _deed(frames, scrap, "will", "mend_by", "mend_with")


def _change(frames: Mapping[str, Any], scrap: Scrap) -> str:
    if scrap.text.lower().startswith(("no more ", "less ", "more ", "fewer ")):
        return str(frames["from_now_thing"]).format(x=scrap.text)
    return _deed(frames, scrap, "from_now", "from_now_doing", "from_now_doing")


def _deed(frames: Mapping[str, Any], scrap: Scrap, base: str, doing: str, thing: str) -> str:
    promised = _TO.sub("", scrap.text)
    if promised != scrap.text:
        return str(frames[base]).format(x=promised)
    if scrap.form == "clause":
        return f"{capital(scrap.text)}."
    if scrap.form == "base":
        return str(frames[base]).format(x=re.sub(r"^don't\b", "not", scrap.text))
    if scrap.form == "past" and not scrap.text.startswith("never"):
        return f"I {scrap.text}."
    if scrap.text.lower().startswith(("never ", "always ", "just ")):
        return str(frames[base]).format(x=scrap.text)
    return str(frames[doing if scrap.form == "gerund" else thing]).format(x=scrap.text)


_SHAPES: Mapping[str, Callable[[Mapping[str, Any], Scrap], str]] = {
    "sorry": _sorry,
    "act": _act,
    "impact": _impact,
    "reason": _reason,
    "amends": _amends,
    "change": _change,
}


def _frames(locale: str) -> Mapping[str, Any]:
    return _all_frames().get(locale) or _all_frames()["en"]


@cache
def _all_frames() -> Mapping[str, Mapping[str, Any]]:
    loaded: Mapping[str, Mapping[str, Any]] = yaml.safe_load(_RULES.read_text("utf-8"))
    return loaded
