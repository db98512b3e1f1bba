"""What Telegram tells us, made plain: one native update becomes one `Seen`.

Pure. Facts about updates: https://core.telegram.org/bots/api#update
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User

from app.coach_service import Incoming

CHANNEL = "telegram"
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "my_chat_member",
)
"""The kinds of updates that we ask Telegram for."""

_NOT_TEXT = (  # an animation is also a document, a venue also a location: the finer kind first
    "animation audio checklist contact dice document game live_photo venue location paid_media "
    "photo poll sticker story video video_note voice"
).split()
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Turn:
    """Something for the coach. `query` is the callback query to answer, `to` the bot that a
    command names ("/pause@OtherBot")."""

    incoming: Incoming
    query: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person blocked the bot."""

    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """The bot was addressed in, or added to, a group."""

    chat: int
    locale: str


@dataclass(frozen=True, slots=True)
class InlineAsk:
    """The person typed the bot's name in another chat; `query` is what stands after it."""

    id: str
    address: str
    query: str
    locale: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The person sent one of their drafts from the inline list."""

    address: str
    draft: str


Seen = Turn | Blocked | Group | InlineAsk | Chosen


class Unreadable(ValueError):
    """Not an update that we know the form of; the message holds nothing of its content."""


def read(raw: Mapping[str, Any]) -> Seen | None:
    """What the update means for us, or None if it is none of our business.

    Raises Unreadable.
    """
    if not isinstance(raw.get("update_id"), int):
        raise Unreadable("no update_id")
    try:
        update = Update.de_json(dict(raw), None)
    except Exception:  # noqa: BLE001 - whatever it lacks, its content stays out of the message
        raise Unreadable("unknown form") from None
    return _seen(update)


def _seen(update: Update) -> Seen | None:
    id_ = str(update.update_id)
    if message := update.message:
        return _message(message, id_)
    if message := update.edited_message:
        return _edited(message, id_)
    if update.callback_query:
        return _tap(update.callback_query, id_)
    if update.my_chat_member:
        return _membership(update.my_chat_member, id_)
    if ask := update.inline_query:
        return InlineAsk(ask.id, str(ask.from_user.id), ask.query, _locale(ask.from_user))
    if chosen := update.chosen_inline_result:
        return Chosen(str(chosen.from_user.id), chosen.result_id)
    return None


def _message(message: Message, id_: str) -> Seen | None:
    if message.chat.type != Chat.PRIVATE:
        return _group(message.chat, message.from_user)
    if message.via_bot is not None and message.text is not None:
        return None  # a draft that the person sent to the coach's own chat from the inline list
    if message.text is not None:
        return _words(message, message.text, id_)
    kind = next((kind for kind in _NOT_TEXT if getattr(message, kind, None)), None)
    if kind is None:
        return None  # a service message: pinned, timer changed, ...
    # A caption is not an answer, but it is screened for danger like all words.
    shown = message.caption or kind
    return Turn(_incoming(message.chat, message.from_user, id_, "notice", "not_text", shown))


def _words(message: Message, text: str, id_: str) -> Turn:
    if command := _COMMAND.fullmatch(text):
        name, to, argument = command.groups()
        incoming = _incoming(
            message.chat, message.from_user, id_, "command", name.lower(), (argument or "").strip()
        )
        return Turn(incoming, to=to)
    return Turn(_incoming(message.chat, message.from_user, id_, "text", text))


def _edited(message: Message, id_: str) -> Turn | None:
    # A live location reports every move as an edit; only edited words are worth a word.
    if message.chat.type != Chat.PRIVATE or message.text is None or message.via_bot:
        return None
    edited = _incoming(message.chat, message.from_user, id_, "notice", "edited", message.text)
    return Turn(edited)


def _tap(query: CallbackQuery, id_: str) -> Seen | None:
    if query.message is None or query.data is None:
        return None
    if query.message.chat.type != Chat.PRIVATE:
        return _group(query.message.chat, query.from_user)
    incoming = _incoming(query.message.chat, query.from_user, id_, "tap", "", query.data)
    return Turn(incoming, query=query.id)


def _membership(change: ChatMemberUpdated, id_: str) -> Seen | None:
    status = change.new_chat_member.status
    present = status not in ("left", "kicked")
    if change.chat.type != Chat.PRIVATE:
        return _group(change.chat, change.from_user) if present else None
    if not present:
        return Blocked(str(change.chat.id))
    if change.old_chat_member.status in ("left", "kicked"):
        return Turn(_incoming(change.chat, change.from_user, id_, "notice", "unblocked"))
    return None


def _group(chat: Chat, user: User | None) -> Group | None:
    return None if chat.type == Chat.CHANNEL else Group(chat.id, _locale(user))


def _incoming(
    chat: Chat, user: User | None, id_: str, kind: Any, text: str, data: str = ""
) -> Incoming:
    hints = {"locale": _locale(user)} if user and user.language_code else {}
    return Incoming(CHANNEL, str(chat.id), kind, text, data, id_, hints)


def _locale(user: User | None) -> str:
    """Primary subtag of the language of the person's app: "es" for "es-MX"."""
    return ((user and user.language_code) or "en").partition("-")[0].lower()
