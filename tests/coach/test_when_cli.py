"""`circleback when`, as somebody runs it."""

from __future__ import annotations

import json

import typer
from typer.testing import CliRunner, Result

from app.cli.when import when

NOW = "2026-11-24T15:05:00"


def run(*arguments: str, lines: str = "") -> Result:
    app = typer.Typer()
    app.command()(when)
    return CliRunner().invoke(app, list(arguments), input=lines)


def question(**fields: object) -> str:
    return json.dumps({"id": 1, "now": NOW, **fields}) + "\n"


def test_each_line_is_answered() -> None:
    result = run(
        "--jsonl",
        lines=question(text="tmr 8 pm", tz="Europe/Berlin")
        + question(text="not tonight", tz="Europe/Berlin")
        + question(text="tonight")
        + question(text="tonight", now=NOW + "+02:00", tz="America/New_York"),
    )
    assert result.exit_code == 0
    assert [json.loads(line)["at"] for line in result.stdout.splitlines()] == [
        "2026-11-25T20:00:00+01:00",
        None,
        "2026-11-24T20:00:00+00:00",
        "2026-11-24T20:00:00-05:00",
    ]


def test_unreadable_lines_are_named_and_the_others_answered() -> None:
    bad = ["{", "[1]", question(text=5), question(text="tonight", tz="Mars/X").strip(),
           question(text="tonight", now="soon").strip()]  # fmt: skip
    result = run("--jsonl", lines="\n".join([*bad, question(text="secret words tonight")]))
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    for said in ("line 1: not JSON", "line 2: not an object", "IANA name", "ISO 8601"):
        assert said in result.stderr
    assert "secret" not in result.stderr


def test_a_text_is_answered_in_plain_words() -> None:
    result = run("tmr 7ish", "--tz", "Europe/Berlin", "--now", NOW)
    assert result.stdout.splitlines() == [
        "Tomorrow, Wednesday 7 am (2026-11-25T07:00:00+01:00)",
        "or tomorrow, Wednesday 7 pm (2026-11-25T19:00:00+01:00)",
    ]
    assert run("no", "--now", NOW).stdout == "No time read.\n"


def test_without_text_or_lines_it_says_what_it_needs() -> None:
    assert run().exit_code == 2
    assert run("tonight", "--tz", "Mars/X").exit_code == 2
