"""Translations that are missing, that lost a placeholder, or whose English is gone."""

import re
from collections import Counter
from collections.abc import Iterator

from app.engine.loader import Book, Problem
from app.engine.placeholders import PLACEHOLDER
from app.engine.texts import texts_of

SHOWN = 3
"""Missing texts that a message quotes."""
_LETTER = re.compile(r"[^\W\d_]")


def check_translations(book: Book) -> Iterator[Problem]:
    """Every text that a person sees, in every language that there is."""
    for locale in sorted(book.catalogs):
        yield from _missing(book, locale)
        yield from _changed(book, locale)


def needs_translation(text: str) -> bool:
    """True if there is a word outside the placeholders."""
    return bool(_LETTER.search(PLACEHOLDER.sub("", text)))


def _missing(book: Book, locale: str) -> Iterator[Problem]:
    catalog = book.catalogs[locale]
    for flow in book.flows.values():
        seen = dict.fromkeys(text.text for text in texts_of(flow) if needs_translation(text.text))
        missing = [text for text in seen if text not in catalog]
        if missing:
            file = f"locales/{locale}/{book.sources[flow.id].file}"
            first = "; ".join(f"“{_short(text)}”" for text in missing[:SHOWN])
            what = f"{len(missing)} of {len(seen)} texts are not translated: {first}"
            yield Problem(file, 0, what, "add them under `texts:` as `English: translation`")


def _changed(book: Book, locale: str) -> Iterator[Problem]:
    used = {text.text for flow in book.flows.values() for text in texts_of(flow)}
    typed = {word for flow in book.flows.values() for word in _typed(book, flow.id)}
    for source, text in book.catalogs[locale].items():
        file, line = book.places.get((locale, source), (f"locales/{locale}", 0))
        if source not in used | typed:
            what = f"no flow says “{_short(source)}” any more"
            yield Problem(file, line, what, "copy the English text anew, or remove this line")
        wanted, found = _filled(source), _filled(text)
        if wanted != found:
            odd = ", ".join(sorted((wanted - found) + (found - wanted)))
            what = f"the translation of “{_short(source)}” differs in {odd}"
            yield Problem(file, line, what, "keep every {...} exactly as it is in English")
        if not text.strip():
            hint = "write the translation, or remove the line"
            yield Problem(file, line, f"“{_short(source)}” has an empty translation", hint)


def _filled(text: str) -> Counter[str]:
    return Counter(match[0] for match in PLACEHOLDER.finditer(text))


def _typed(book: Book, flow: str) -> Iterator[str]:
    """Words that people type, which may be translated too."""
    found = book.flows[flow]
    yield from found.entry.phrases
    for words in found.words.values():
        yield from words


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
