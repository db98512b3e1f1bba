"""The language of guards: what it says, and what it refuses."""

import pytest

from app.engine.expression import Expression, ExpressionError


def value(text: str, **names: object) -> object:
    def find(name: str) -> object:
        return names[name]

    return Expression(text).evaluate(find, {"double": lambda n: n * 2})


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("heat >= 6", {"heat": 7}, True),
        ("heat >= 6", {"heat": None}, False),
        ("not heat", {"heat": None}, True),
        ("tone == 'warm' and heat < 3", {"tone": "warm", "heat": 1}, True),
        ("'a' in found", {"found": ["a"]}, True),
        ("'a' in found", {"found": None}, False),
        ("person.partner or 'you'", {"person": {}}, "you"),
        ("person.partner", {"person": {"partner": "Sam"}}, "Sam"),
        ("at.others", {"at": None}, None),
        ("double(2) + 1", {}, 5),
        ("earlier + [draft]", {"earlier": ["a"], "draft": "b"}, ["a", "b"]),
        ("'x' if none is none else 'y'", {}, "x"),
        ("len('abc')", {}, 3),
        ("true and not false", {}, True),
    ],
)
def test_what_it_says(text: str, names: dict[str, object], expected: object) -> None:
    assert value(text, **names) == expected


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')",
        "(lambda: 1)()",
        "a[0]",
        "a.b()",
        "[x for x in a]",
        "{1: 2}",
        "2 ** 99999",
        "2 * 3",
        "f'{a}'",
        "a := 1",
        "a = 1",
        "a >",
        "",
        "a if",
        "*a",
        "yield a",
    ],
)
def test_what_it_refuses(text: str) -> None:
    with pytest.raises(ExpressionError):
        Expression(text)


def test_an_unknown_function_is_not_called() -> None:
    with pytest.raises(Exception, match="open"):
        value("open('x')")


def test_private_attributes_lead_nowhere() -> None:
    assert value("a.__class__", a="text") is None


@pytest.mark.parametrize(
    ("text", "reads", "calls"),
    [
        ("heat >= 6 and person.partner", {"heat", "person.partner"}, set()),
        ("first(a, b.c)", {"a", "b.c"}, {"first"}),
        ("true and none is none", set(), set()),
        ("finding.words", {"finding.words"}, set()),
    ],
)
def test_what_it_reads_and_calls(text: str, reads: set[str], calls: set[str]) -> None:
    assert Expression(text).reads == reads
    assert Expression(text).calls == calls
