"""A reply as the texts, entities and keyboard of Bot API calls. Pure.

Formatting travels as entities and never as markup, so that no character of the person's words can
break it. https://core.telegram.org/bots/api#messageentity
"""

from collections.abc import Iterable
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, MessageEntity

from app.channels.telegram.keyboard import copies, keyboard
from app.channels.telegram.split import MAX_UNITS, split, units
from app.channels.telegram.words import Words
from app.engine.model import Reply


@dataclass(frozen=True, slots=True)
class Part:
    """One Telegram message: text of at most 4096 UTF-16 code units; the keyboard is on the last
    part only."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class _Span:
    """Formatting of characters start..end of the whole text."""

    type: str
    start: int
    end: int


def render(
    reply: Reply, words: Words, *, discreet: bool, inline: bool, pages: str = ""
) -> tuple[Part, ...]:
    """The messages that show the reply; none if it has no words.

    A draft that is too long for a copy button becomes a monospace block, which copies whole with
    one tap. With `discreet`, a neutral first line comes before the words, and these lie under a
    spoiler, which Telegram covers in notifications and in the list of chats until it is tapped;
    Telegram does not allow a spoiler on monospace, so the block is given up for it.
    """
    if not reply.text.strip():
        return ()
    text, spans = (_covered if discreet else _open)(reply, words)
    pieces = _pieces(text, spans)
    last = keyboard(reply.buttons, reply.layout, inline=inline, pages=pages)
    return tuple(
        Part(piece, entities, last if number == len(pieces) else None)
        for number, (piece, entities) in enumerate(pieces, 1)
    )


def _covered(reply: Reply, words: Words) -> tuple[str, list[_Span]]:
    lead = f"{words.preview}\n\n"
    text = lead + reply.text
    return text, [_Span(MessageEntity.SPOILER, len(lead), len(text))]


def _open(reply: Reply, words: Words) -> tuple[str, list[_Span]]:
    long = next((b.text for b in reply.buttons if b.kind == "copy" and not copies(b)), "")
    if not long.strip():
        return reply.text, []
    text = reply.text if long in reply.text else f"{reply.text}\n\n{long}"
    start = text.index(long)
    span = _Span(MessageEntity.PRE, start, start + len(long))
    return f"{text}\n\n{words.copy_hint}", [span]


def _pieces(text: str, spans: Iterable[_Span]) -> list[tuple[str, tuple[MessageEntity, ...]]]:
    """The text in parts with the entities of each; parts of blanks only are left out, since
    Telegram refuses them."""
    pieces, start = [], 0
    for piece in split(text, MAX_UNITS):
        if piece.strip():
            pieces.append((piece, tuple(_entities(text, start, start + len(piece), spans))))
        start += len(piece)
    return pieces


def _entities(text: str, start: int, end: int, spans: Iterable[_Span]) -> Iterable[MessageEntity]:
    for span in spans:
        first, last = max(span.start, start), min(span.end, end)
        if text[first:last].strip():
            yield MessageEntity(span.type, units(text[start:first]), units(text[first:last]))
