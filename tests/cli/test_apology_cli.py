"""`apology review`: for eyes, for programs, and line by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.apology import app

TEXT = "I'm sorry I yelled, but you started it. 🙏"


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


def test_for_eyes(runner: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "draft.txt"
    file.write_text(TEXT, encoding="utf-8")
    result = runner.invoke(app, ["review", str(file)])
    assert result.exit_code == 0
    assert TEXT in result.stdout
    assert "takes back" in result.stdout
    assert "not there yet" in result.stdout


def test_json_points_into_the_text(runner: CliRunner) -> None:
    result = runner.invoke(app, ["review", "--json"], input=TEXT)
    found = json.loads(result.stdout)
    assert (found["kind"], found["clean"], found["note"]) == ("apology", False, None)
    assert found["parts"] == ["apology", "responsibility"]
    assert found["missing"] == ["impact", "amends", "change"]
    but = next(item for item in found["findings"] if item["label"] == "but")
    assert TEXT[but["start"] : but["end"]] == ", but you started it"
    assert (but["instead"], but["question"]) == ("", None)
    assert but["why"]
    assert but["rule"]


def test_json_says_kindly_that_it_is_no_apology(runner: CliRunner) -> None:
    found = json.loads(runner.invoke(app, ["review", "-", "--json"], input="see you at 8").stdout)
    assert found["kind"] == "not_apology"
    assert found["note"]


def test_lines_with_a_bad_one_between(runner: CliRunner) -> None:
    lines = [
        '{"id": "a", "text": "sorry if i hurt u"}',
        "not json",
        '{"id": 7, "text": "I lied to you. I\'m sorry.", "lang": "en"}',
        "[1]",
        '{"id": "c"}',
        '{"text": "no id"}',
        "",
    ]
    result = runner.invoke(app, ["review", "--jsonl"], input="\n".join(lines))
    assert result.exit_code == 1
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"id": "a", "faults": ["conditional"], "parts": ["apology"]},
        {"id": 7, "faults": [], "parts": ["apology", "responsibility"]},
    ]
    errors = [json.loads(line) for line in result.stderr.splitlines()]
    assert [error["line"] for error in errors] == [2, 4, 5, 6]
    assert all(error["error"] and error["remedy"] for error in errors)


def test_lines_that_are_not_utf8(runner: CliRunner) -> None:
    result = runner.invoke(app, ["review", "--jsonl"], input=b'\xff\xfe\n{"id":1,"text":"sorry"}\n')
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"id": 1, "faults": [], "parts": ["apology"]}


def test_a_missing_file_is_named(runner: CliRunner) -> None:
    result = runner.invoke(app, ["review", "no-such-file.txt"])
    assert result.exit_code == 2
    assert "no-such-file.txt" in result.stderr
    assert "Traceback" not in result.stderr
