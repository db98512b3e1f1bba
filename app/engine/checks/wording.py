"""How the coach speaks: plain enough for everybody, and in a tone that fits a fight."""

import re
from collections.abc import Iterator

from app.engine.checks.names import trouble
from app.engine.loader import Book, Problem
from app.engine.placeholders import PLACEHOLDER
from app.engine.readability import grade, words_in
from app.engine.texts import TYPED_PHRASES, Text, texts_of

MAX_GRADE = 7.0
"""US school grade."""
MIN_WORDS = 20
"""The grade of a shorter text says little: one long word decides it. Short texts are judged
together, flow by flow."""

_QUOTED = re.compile(r"“[^”]*”")
_SHOULD = re.compile(r"\byou(?:['’]d)?\s+(?:really\s+)?(?:should|ought to|must)\b", re.IGNORECASE)
_ACCUSING = re.compile(r"\byou\s+(?:always|never)\b", re.IGNORECASE)


def check_wording(book: Book) -> Iterator[Problem]:
    """Reading level of the English; tone in every language."""
    for flow in book.flows.values():
        texts = [text for text in texts_of(flow) if not _is_typed(text)]
        for text in texts:
            yield from _tone(book, text)
        said = [text for text in texts if text.kind in ("said", "named", "own")]
        yield from _reading(book, flow.id, said)


def _is_typed(text: Text) -> bool:
    return text.path[0] == "phrases" and text.path[1] in TYPED_PHRASES


def _reading(book: Book, flow: str, said: list[Text]) -> Iterator[Problem]:
    hint = f"shorter sentences and words; US grade {MAX_GRADE:g} at most"
    for text in said:
        plain = _plain(text.text)
        if words_in(plain) >= MIN_WORDS and (level := grade(plain)) > MAX_GRADE:
            what = f"reads at US grade {level:.1f}: “{plain[:50]}…”"
            yield trouble(book, flow, text.path, what, hint)
    together = "\n".join(_plain(text.text) for text in said)
    if words_in(together) >= MIN_WORDS and (level := grade(together)) > MAX_GRADE:
        what = f"the texts of the flow together read at US grade {level:.1f}"
        yield trouble(book, flow, ("states",), what, hint)


def _plain(text: str) -> str:
    return PLACEHOLDER.sub("it", text)


def _tone(book: Book, text: Text) -> Iterator[Problem]:
    for locale in book.locales:
        shown = PLACEHOLDER.sub("", book.translate(text.text, locale))
        where = "" if locale == "en" else f" in {locale}"
        if "!" in shown:
            hint = "a full stop is calmer"
            yield trouble(book, text.flow, text.path, f"an exclamation mark{where}", hint)
    plain = PLACEHOLDER.sub("", text.text)
    if found := _SHOULD.search(plain):
        hint = "offer it: “you could”, “it can help to”"
        yield trouble(book, text.flow, text.path, f"“{found[0]}” tells people what to do", hint)
    if found := _ACCUSING.search(_QUOTED.sub("", plain)):
        hint = "say what happened this time; inside “…” it may stand as an example"
        yield trouble(book, text.flow, text.path, f"“{found[0]}” accuses", hint)
