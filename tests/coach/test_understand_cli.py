"""`circleback understand`: lines in, lines out, and a plain explanation."""

import json

import typer
from typer.testing import CliRunner

from app.cli.understand import understand

_APP = typer.Typer()
_APP.command()(understand)


def _run(*arguments, stdin=b""):
    return CliRunner().invoke(_APP, list(arguments), input=stdin)


def test_lines_are_answered_in_order():
    lines = [
        {"id": 1, "text": "i need to calm down"},
        {"id": "b", "text": "hola", "lang": "es"},
    ]
    result = _run("--jsonl", stdin="\n".join(map(json.dumps, lines)).encode())
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(a["id"], a["intent"], a["safety"]) for a in answers] == [
        (1, "pause", "none"),
        ("b", "greeting", "none"),
    ]
    assert result.exit_code == 0


def test_bad_lines_are_named_and_the_others_answered():
    stdin = b'{"id": 1, "text": 5}\nnot json\n[]\n\xff\n{"id":2,"text":"hi","lang":7}\n'
    result = _run("--jsonl", stdin=stdin + b'\n{"id": 9, "text": "stop"}\n')
    assert json.loads(result.stdout)["id"] == 9
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == [
        "line 1", "line 2", "line 3", "line 4", "line 5",
    ]  # fmt: skip
    assert result.exit_code == 1


def test_a_text_is_explained():
    result = _run("he wont text me back")
    assert "Intent: waiting" in result.stdout
    assert "Reason: " in result.stdout


def test_nothing_to_read_is_said():
    assert _run().exit_code == 2
