"""`circleback when`: read a time expression, or a file of them, and print the moment."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from app.cli.jsonl import answer_lines
from app.coach.when import parse_when, say_when

_FORM = '{"id": ..., "text": ..., "now": ..., "tz": ...}'


def when(
    text: Annotated[
        str | None, typer.Argument(help='What somebody typed, such as "tmr 7ish".')
    ] = None,
    tz: Annotated[str, typer.Option(help="Their time zone, such as Europe/Berlin.")] = "UTC",
    now: Annotated[
        str | None,
        typer.Option(help="The moment they typed it (ISO 8601); the clock's when absent."),
    ] = None,
    locale: Annotated[str, typer.Option(help="Their locale, such as en_GB.")] = "en",
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='Read lines {"id","text","now","tz"}; write {"id","at"}.'),
    ] = False,
) -> None:
    """Read a time expression as Circleback reads it, in a zone and from a moment."""
    if jsonl:
        raise typer.Exit(answer_lines(sys.stdin.buffer, _answer, _FORM))
    if text is None:
        raise typer.BadParameter('give a text, such as "tmr 7ish", or --jsonl with lines on stdin')
    try:
        zone = read_zone(tz)
        started = read_now(now, zone) if now else datetime.now(UTC)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    found = parse_when(text, started, zone.key, locale=locale)
    if found is None:
        typer.echo("No time read.")
        return
    typer.echo(
        f"{say_when(found.at, started, zone.key, locale, sentence=True)} ({found.at.isoformat()})"
    )
    for other in found.ambiguous:
        typer.echo(f"or {say_when(other, started, zone.key, locale)} ({other.isoformat()})")


def _answer(question: Mapping[str, Any]) -> Mapping[str, Any]:
    text = question.get("text")
    if not isinstance(text, str):
        raise ValueError('"text" must be a string; add it')
    zone = read_zone(question.get("tz") or "UTC")
    stamp = question.get("now")
    if not isinstance(stamp, str):
        raise ValueError(
            '"now" must be an ISO 8601 time; write it like "2026-11-24T15:05:00+01:00"'
        )
    locale = question.get("lang") or "en"
    found = parse_when(
        text, read_now(stamp, zone), zone.key, locale=locale if isinstance(locale, str) else "en"
    )
    return {"id": question.get("id"), "at": found.at.isoformat() if found else None}


def read_zone(name: object) -> ZoneInfo:
    """The zone of an IANA name. Raises ValueError with a remedy for any other value."""
    remedy = 'unknown time zone; use an IANA name such as "Europe/Berlin"'
    if not isinstance(name, str):
        raise ValueError(remedy)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(remedy) from None


def read_now(stamp: str, zone: ZoneInfo) -> datetime:
    """An ISO 8601 moment; one without an offset is a wall-clock time in `zone`.

    Raises ValueError with a remedy for any other text.
    """
    try:
        found = datetime.fromisoformat(stamp)
    except ValueError:
        remedy = 'write it like "2026-11-24T15:05:00+01:00"'
        raise ValueError(f'"now" is not an ISO 8601 time; {remedy}') from None
    return found if found.tzinfo else found.replace(tzinfo=zone)
