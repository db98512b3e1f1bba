"""The one door: everything that happens to a conversation comes in through `Coach.handle`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine.model import EventKind


@dataclass(frozen=True, slots=True)
class Incoming:
    """One native update of a channel, made plain.

    address    where the person is on that channel; channel and address name a conversation.
    update_id  the channel's id of the update, for idempotence; None if it has none.
    hints      what the channel guesses about a new person: "locale", "timezone", "flow".
    """

    channel: str
    address: str
    kind: EventKind
    text: str = ""
    data: str = ""
    update_id: str | None = None
    hints: Mapping[str, str] = field(default_factory=dict)
