"""`circleback understand`: say how a text is read, or read a file of them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from app.cli.jsonl import answer_lines
from app.coach.safety import screen
from app.coach.understand import CONFIDENT, UNSURE, Understanding
from app.coach.understand import understand as read


def understand(
    text: Annotated[
        str | None, typer.Argument(help='What somebody typed, such as "he wont text me back".')
    ] = None,
    locale: Annotated[str, typer.Option(help="Their locale, such as en or es-MX.")] = "en",
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl", help='Read lines {"id","text","lang"?}; write {"id","intent","safety"}.'
        ),
    ] = False,
) -> None:
    """Explain which intent Circleback reads in a text, and why."""
    if jsonl:
        raise typer.Exit(answer_lines(sys.stdin.buffer, _answer, '{"id": ..., "text": ...}'))
    if text is None:
        raise typer.BadParameter('give a text, such as "i need space", or --jsonl with lines')
    typer.echo(explain(read(text, locale), screen(text, locale).label))


def explain(seen: Understanding, safety: str) -> str:
    """A reading in plain lines: intent, what the coach would do, alternatives, reason, safety."""
    others = ", ".join(f"{name} {share:.0%}" for name, share in seen.alternatives) or "none"
    return "\n".join(
        (
            f"Intent: {seen.intent} ({seen.confidence:.0%}), so {_consequence(seen.confidence)}.",
            f"Next best: {others}",
            f"Reason: {seen.reason}",
            f"Safety: {safety}",
        )
    )


def _consequence(confidence: float) -> str:
    if confidence >= CONFIDENT:
        return "the coach goes there"
    return "the coach offers buttons" if confidence >= UNSURE else "the coach says it is not sure"


def _answer(question: Mapping[str, Any]) -> Mapping[str, Any]:
    text, locale = question.get("text"), question.get("lang") or "en"
    if not isinstance(text, str):
        raise ValueError('"text" must be a string; add it')
    if not isinstance(locale, str):
        raise ValueError('"lang" must be a string such as "en"; write it or leave it out')
    return {
        "id": question.get("id"),
        "intent": read(text, locale).intent,
        "safety": screen(text, locale).label,
    }
