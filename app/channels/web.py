"""The web channel: what the page sends becomes an Incoming, what the coach wrote becomes an item.

Nothing here knows HTTP. A conversation of this channel is addressed by the SHA-256 of the session
id, so that whoever reads the database cannot take over a session.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal, Protocol

from app.coach_service import Handled, Incoming
from app.engine.model import Reply

CHANNEL = "web"

TEXT_LIMIT = 4000
"""Characters of one message that the coach can hold."""

EntryKind = Literal["say", "own", "clear"]


class Entry(Protocol):
    """One thing to show: the coach's reply (`say`), the person's own words (`own`), or a wish to
    take everything before it out of sight (`clear`). `seq` grows within a conversation."""

    @property
    def seq(self) -> int: ...
    @property
    def kind(self) -> EntryKind: ...
    @property
    def reply(self) -> Reply | None: ...
    @property
    def text(self) -> str: ...
    @property
    def at(self) -> datetime: ...


class Door(Protocol):
    """The coach, as far as this channel needs it."""

    async def handle(self, incoming: Incoming) -> Handled:
        """Take one turn; it is committed when this returns."""
        ...


class Transcript(Protocol):
    """What was said in a conversation of this channel, named by its address."""

    async def read(self, address: str, after: int) -> Sequence[Entry]:
        """The entries with a number above `after`, in order; empty for an unknown address."""
        ...

    async def wait(self, address: str, after: int, seconds: float) -> None:
        """Return when an entry above `after` may be there, or after so many seconds."""
        ...


SentKind = Literal["text", "tap", "command"]

_COMMAND = re.compile(r"/([a-z][a-z0-9_]{0,31})(?:\s+(.*))?", re.DOTALL | re.IGNORECASE)
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def address_of(session_id: str) -> str:
    """The address of the conversation that belongs to this session."""
    return hashlib.sha256(session_id.encode()).hexdigest()


def clean(text: str) -> str:
    """The text without control characters and broken halves of characters; every line break is
    one `\\n`; nothing around it."""
    lines = re.sub(r"\r\n?|\u2028|\u2029", "\n", text)
    return _UNWRITABLE.sub("", lines).strip()


def incoming_of(
    kind: SentKind,
    text: str,
    data: str,
    *,
    address: str,
    update_id: str,
    hints: Mapping[str, str],
) -> Incoming | None:
    """What one sent event means to the coach; None when nothing is left of a text.

    Typed words that begin with a slash and a name are a command. A text over TEXT_LIMIT becomes
    the notice `too_long`, with as much of it as the coach can hold in `data`: half a message must
    not pass for an answer.
    """
    said = clean(text)
    event = Incoming(
        CHANNEL, address, kind, said[:TEXT_LIMIT], clean(data), update_id=update_id, hints=hints
    )
    if kind != "text":
        return event
    if not said:
        return None
    if len(said) > TEXT_LIMIT:
        return replace(event, kind="notice", text="too_long", data=event.text)
    if command := _COMMAND.fullmatch(said):
        return replace(event, kind="command", text=command[1].lower(), data=command[2] or "")
    return event


def in_sight(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries after the last `clear`, which is kept as the first if there is one."""
    for index in range(len(entries) - 1, -1, -1):
        if entries[index].kind == "clear":
            return entries[index:]
    return entries
