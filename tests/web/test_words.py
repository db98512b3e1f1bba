"""The interface words, and the page in each language."""

import re

import pytest
import yaml

from app.api.page import FILES
from app.api.words import load_words
from app.settings import ROOT


@pytest.mark.parametrize(
    ("accept", "locale"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-AR, en;q=0.9", "es"),
        ("en;q=0.8, es;q=0.9", "es"),
        ("fr, de", "en"),
        ("fr, es;q=0.1", "es"),
        ("es;q=0, en", "en"),
        ("es;q=soon", "en"),
        ("*", "en"),
        ("," * 5000, "en"),
        ("\x00;;;q=", "en"),
    ],
)
def test_the_language_that_the_browser_likes_best(words, accept, locale):
    assert words.best(accept) == locale


@pytest.mark.parametrize("locale", ["en", "es"])
async def test_the_page_speaks_the_language(client, words, locale):
    page = await client.get("/", headers={"Accept-Language": locale})
    assert f'<html lang="{locale}" dir="ltr">' in page.text
    assert words.of(locale)["placeholder"] in page.text
    served = await client.get(f"/api/interface/{locale}")
    assert served.json() == words.of(locale)


async def test_an_unknown_language_has_no_words(client):
    assert (await client.get("/api/interface/xx")).status_code == 404


def scripts_of_the_chat() -> str:
    """The source of theme.js, chat.js and everything that it imports."""
    found: dict[str, str] = {}
    todo = ["theme.js", "chat.js"]
    while todo:
        name = todo.pop()
        if name not in found:
            found[name] = (FILES / name).read_text()
            todo += re.findall(r'from "\./([a-z]+\.js)"', found[name])
    return "".join(found.values())


def test_every_word_is_used_and_every_used_word_is_there(words):
    scripts = scripts_of_the_chat()
    page = (FILES / "index.html").read_text()
    server = "".join(path.read_text() for path in sorted((ROOT / "app/api").glob("*.py")))
    in_scripts = set(re.findall(r"(?:labels|words)\.([a-z_]+)\b(?!\()", scripts))
    in_page = set(re.findall(r"\$([a-z_]+)", page)) - {"lang", "text_limit"}
    known = words.of("en").keys()
    assert in_page <= known
    assert {name for name in in_scripts if "_" in name} <= known
    errors = {key for key in known if key.removeprefix("error_") in server}
    assert known <= in_scripts | in_page | errors


def test_every_language_has_every_word():
    english = yaml.safe_load((ROOT / "flows/interface.yaml").read_text())["words"]
    for path in sorted((ROOT / "flows/locales").glob("*/interface.yaml")):
        translated = yaml.safe_load(path.read_text())["words"]
        assert english.keys() - translated.keys() <= {"direction"}, path
        for key, text in translated.items():
            found, expected = (sorted(re.findall(r"{\w+}", t)) for t in (text, english[key]))
            assert found == expected, f"{path}: {key}"


def test_a_word_that_english_does_not_have_is_an_error(tmp_path):
    (tmp_path / "locales/es").mkdir(parents=True)
    (tmp_path / "interface.yaml").write_text("words: {send: Send}\n")
    (tmp_path / "locales/es/interface.yaml").write_text("words: {sent: Enviado}\n")
    with pytest.raises(ValueError, match="sent"):
        load_words(tmp_path)


def test_words_that_are_no_texts_are_an_error(tmp_path):
    (tmp_path / "interface.yaml").write_text("words: {yes: true}\n")
    with pytest.raises(ValueError, match="expected `words:`"):
        load_words(tmp_path)


def test_the_page_brings_everything_itself_and_runs_nothing_inline():
    page = (FILES / "index.html").read_text()
    assert not re.search(r"(src|href)=\"(?!/static/)", page)
    assert not re.search(r"\son\w+=|style=|<style|<script(?! )", page)
    scripts = scripts_of_the_chat()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", scripts)
