"""How a committed message leaves the house: the border between the outbox and a channel."""

from dataclasses import dataclass
from typing import Literal, Protocol

from app.engine.model import Reply

OutgoingKind = Literal["send", "edit", "delete", "close"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One committed message on its way.

    kind       `send` a new message, `edit` the message `remote_id`, `delete` it, or `close` it
               (take away its buttons, since they were answered or replaced).
    id         number of the outbox row; stable over retries.
    address    where the person is on that channel (a chat id).
    reply      what to show, for `send` and `edit`.
    remote_id  the channel's own id of the message to change.
    discreet   true if a preview of the message must not show its words.
    protect    true if the message must not be forwarded or saved.
    """

    id: int
    kind: OutgoingKind
    address: str
    reply: Reply | None = None
    remote_id: str | None = None
    discreet: bool = False
    protect: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """The channel took the message; `remote_id` is its own id for it (the last one, when a long
    text went out in several messages)."""

    remote_id: str | None = None


class RetryLater(Exception):
    """The channel could not take it now. `after` is a number of seconds the channel asked for, or
    None for the outbox's own backoff; `whole_channel` holds back everybody's messages."""

    def __init__(self, after: float | None = None, *, whole_channel: bool = False) -> None:
        super().__init__("retry later")
        self.after = after
        self.whole_channel = whole_channel


class Gone(Exception):
    """The person cannot be reached any more (blocked the bot, deleted the account)."""


class Refused(Exception):
    """The channel will never take this message; `reason` holds no words of the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Carrier(Protocol):
    """A channel's way to carry messages, one at a time for a conversation."""

    channel: str

    async def carry(self, message: Outgoing) -> Receipt:
        """Deliver the message.

        Raises RetryLater, Gone or Refused; any other exception is treated as RetryLater.
        """
        ...
