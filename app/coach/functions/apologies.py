"""The apology review and the composer for flows."""

from collections.abc import Mapping
from dataclasses import asdict

from app.coach.apology import Finding, accept, review
from app.coach.composer import add, compose
from app.engine.model import Value
from app.engine.tools import Context, Function


def next_finding(context: Context, draft: str, kept: list[str]) -> Value:
    """The first finding whose words the person has not chosen to keep, or None."""
    for finding in review(draft, context.locale).findings:
        if draft[finding.start : finding.end] not in kept:
            return _seen(draft, finding)
    return None


def finding_in(context: Context, text: str) -> Value:
    """The first finding in a part of an apology, or None."""
    return next_finding(context, text, [])


def take_rewrite(_: Context, draft: str, finding: Mapping[str, Value]) -> str:
    """The draft with the finding's rewrite in it."""
    fields = {name: value for name, value in finding.items() if name not in _SHOWN}
    return accept(draft, Finding(**fields))


def replace_words(context: Context, draft: str, finding: Mapping[str, Value], words: str) -> str:
    """The draft with the person's own words in the place of the finding's."""
    return take_rewrite(context, draft, {**finding, "instead": words})


def missing_parts(context: Context, draft: str) -> list[str]:
    """Which of the five parts the draft lacks."""
    return list(review(draft, context.locale).missing)


def apology_kind(context: Context, draft: str) -> str:
    """`apology`, `not_apology`, `other_language` or `empty`."""
    return review(draft, context.locale).kind


def add_part(context: Context, draft: str, part: str, words: str) -> str:
    """The draft with one more part, in the person's words, where it belongs."""
    return add(draft, part, words, context.locale)


def compose_apology(context: Context, register: str) -> str:
    """A draft from what the person said in the apology flow."""
    said = context.slots.get("apology", {})
    parts = {name: said.get(name) or "" for name in ("act", "impact", "reason", "amends", "change")}
    partner = context.slots.get("person", {}).get("partner") or ""
    return compose(**parts, partner=partner, register=register, locale=context.locale)


_SHOWN = ("raw", "words", "better")


def _seen(draft: str, finding: Finding) -> Value:
    """A finding as flows see it: `raw` is its span, `words` and `better` show span and rewrite as
    whole words."""
    start, end = finding.start, finding.end
    while start > 0 and draft[start - 1].isalnum() and draft[start].isalnum():
        start -= 1
    while end < len(draft) and draft[end].isalnum() and draft[end - 1].isalnum():
        end += 1
    before, after = draft[start : finding.start], draft[finding.end : end]
    better = f"{before}{finding.instead}{after}".strip() if finding.instead else finding.instead
    return {
        **asdict(finding),
        "raw": draft[finding.start : finding.end],
        "words": draft[start:end].strip(),
        "better": better,
    }


FUNCTIONS: Mapping[str, Function] = {
    "next_finding": next_finding,
    "finding_in": finding_in,
    "take_rewrite": take_rewrite,
    "replace_words": replace_words,
    "missing_parts": missing_parts,
    "apology_kind": apology_kind,
    "add_part": add_part,
    "compose_apology": compose_apology,
}
