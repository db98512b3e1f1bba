"""A writer's slip is named with its file, its line and what to do."""

from pathlib import Path

import pytest

from app.engine.loader import FlowError, Problem, load_book, parse_flow

GOOD = """\
id: tiny
version: 1
title: Tiny
source: A test.
states:
  first:
    say: Hello.
    choices:
      - {label: Bye, to: "@end"}
"""


def problems(text: str) -> list[Problem]:
    with pytest.raises(FlowError) as caught:
        parse_flow(text, "tiny.yaml")
    return list(caught.value.problems)


def test_a_good_flow_is_read() -> None:
    flow = parse_flow(GOOD)
    assert flow.first == "tiny.first"
    assert flow.target("first") == "tiny.first"
    assert flow.target("@end") == "@end"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("title: Tiny\n", "", 1, "`title` is missing"),
        ("    say: Hello.", "    sai: Hello.", 7, "did you mean `say`?"),
        ("    say: Hello.", "    pace: {rounds: 0, beats: [{for: 2s, say: In}]}", 7, "rounds"),
        ("{label: Bye, to", "{label: Bye and good luck to the both of you, to", 9, "30 characters"),
        ("    say: Hello.", "    say: Hello.\n    say: Again.", 8, "`say` is written twice"),
        ("    say: Hello.", "    say: Hello: you", 7, "quote texts that contain a colon"),
        ('    choices:\n      - {label: Bye, to: "@end"}\n', "", 6, "a dead end"),
        ("    say: Hello.", "    say: Hello.\n    ask: name", 6, "`ask` needs `then`"),
        (
            "    say: Hello.",
            "    say: Hello.\n    after: {soon: first}",
            8,
            "number and s, m, h or d",
        ),
        (
            "    say: Hello.",
            "    say: Hello.\n    do: [{cancel: a, settle: b}]",
            8,
            "one action each",
        ),
        ("    say: Hello.", "    say: Hello.\n    then: [{when: 'a >', to: first}]", 8, "`a >`"),
        ("{label: Bye,", "{label: Yes,", 9, "put it in quotes"),
        ("version: 1", "version: none", 2, "version"),
        ("id: tiny", "id: Tiny Flow", 1, "id"),
        ("states:", "slots: {mood: {type: choice}}\nstates:", 5, "needs `options`"),
    ],
)
def test_a_slip_is_named(old: str, new: str, line: int, says: str) -> None:
    assert old in GOOD
    found = problems(GOOD.replace(old, new))
    assert any(says in str(problem) for problem in found), found
    assert line in [problem.line for problem in found]
    assert all(problem.file == "tiny.yaml" and problem.hint for problem in found) or "twice" in says


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(GOOD.replace("title: Tiny\n", ""), encoding="utf-8")
    (tmp_path / "two.yaml").write_text(GOOD.replace("version: 1", "version: x"), encoding="utf-8")
    with pytest.raises(FlowError) as caught:
        load_book(tmp_path)
    assert {problem.file for problem in caught.value.problems} == {"one.yaml", "two.yaml"}
    assert "one.yaml:1:" in str(caught.value)


def test_translations_are_found_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(GOOD, encoding="utf-8")
    folder = tmp_path / "locales" / "es"
    folder.mkdir(parents=True)
    (folder / "tiny.yaml").write_text("texts:\n  Hello.: Hola.\n  Bye: Adiós\n", encoding="utf-8")
    book = load_book(tmp_path)
    assert book.translate("Hello.", "es") == "Hola."
    assert book.translate("Hello.", "fr") == "Hello."
    assert book.locales == ("en", "es")
    assert book.places["es", "Bye"] == ("locales/es/tiny.yaml", 3)


def test_a_translation_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(GOOD, encoding="utf-8")
    folder = tmp_path / "locales" / "es"
    folder.mkdir(parents=True)
    (folder / "tiny.yaml").write_text("texts:\n  Hello.: [Hola]\n", encoding="utf-8")
    with pytest.raises(FlowError, match=r"locales/es/tiny.yaml:2: not a text"):
        load_book(tmp_path)
