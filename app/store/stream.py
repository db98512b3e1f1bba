"""Reading a conversation back: what a page or a terminal shows."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.engine.model import Reply, load_reply
from app.store.crypto import Vault
from app.store.tables import outbox

StreamKind = Literal["say", "own", "clear"]


@dataclass(frozen=True, slots=True)
class StreamItem:
    """One thing to show: the coach's `reply` (say), the person's own `text` (own), or that
    everything before it is to be taken out of sight (clear). `seq` grows."""

    seq: int
    kind: StreamKind
    at: datetime
    reply: Reply | None = None
    text: str = ""


async def read_stream(
    connection: AsyncConnection, vault: Vault, conversation_id: int, after: int = 0
) -> list[StreamItem]:
    """What stands in the conversation above the number `after`, in order.

    A reply with a key stands where it first appeared, in its latest version. Hidden rows are
    left out; a `clear` is kept, for whoever still shows them.
    """
    rows = await connection.execute(
        select(outbox.c.seq, outbox.c.kind, outbox.c.payload, outbox.c.created_at)
        .where(outbox.c.conversation_id == conversation_id, outbox.c.seq > after)
        .where(outbox.c.kind.in_(("say", "own", "clear")), outbox.c.hidden_at.is_(None))
        .order_by(outbox.c.seq)
    )
    items: list[StreamItem] = []
    places: dict[str, int] = {}
    for row in rows:
        item = StreamItem(row.seq, row.kind, row.created_at)
        if row.kind == "own":
            item = replace(item, text=vault.open(row.payload))
        elif row.kind == "say":
            item = replace(item, reply=load_reply(vault.open(row.payload)))
        _place(items, places, item)
    return items


def _place(items: list[StreamItem], places: dict[str, int], item: StreamItem) -> None:
    key = item.reply.key if item.reply else None
    if key is not None and key in places:
        first = items[places[key]]
        items[places[key]] = replace(item, seq=first.seq)
        return
    if key is not None:
        places[key] = len(items)
    items.append(item)
