"""What a turn says, as rows: appended in order, to be carried or to be read as a stream.

A carried row waits (`pending`) for `app.delivery.outbox`. A stream's row is there to be read as
soon as it is committed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from app.engine.model import Reply, dump_reply
from app.store.tables import conversations, outbox
from app.store.topics import outbox_of, stream_of
from app.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Manner:
    """How the person wants to be written to: without a preview (`discreet`), without forwarding
    (`protect`)."""

    discreet: bool = False
    protect: bool = False


class Writer:
    """Appends rows to one locked conversation.

    carried   true for a channel whose messages are sent to it, false for one that is read.
    last_seq  number of the newest row so far.
    """

    def __init__(
        self,
        unit: UnitOfWork,
        conversation_id: int,
        channel: str,
        *,
        carried: bool,
        last_seq: int,
        now: datetime,
    ) -> None:
        self._unit = unit
        self._conversation_id = conversation_id
        self._channel = channel
        self._carried = carried
        self._seq = last_seq
        self._now = now

    async def own(self, words: str) -> None:
        """Keep the person's own words, so that a reloaded page shows both sides. A carried
        channel shows them itself."""
        if not self._carried:
            await self._append("own", payload=self._unit.vault.seal(words))

    async def clear(self) -> None:
        """Tell readers of the stream to take everything before this out of sight."""
        await self._append("clear")

    async def delete(self, target_id: int | None, remote_id: str | None) -> None:
        """Have a message taken away from the channel; named by its row or by its remote id."""
        await self._append("delete", target_id=target_id, remote_id=remote_id)

    async def say(self, reply: Reply, manner: Manner) -> None:
        """Say this; in place of the message with the same key, if there is one."""
        payload = self._unit.vault.seal(dump_reply(reply))
        look = {"payload": payload, "discreet": manner.discreet, "protect": manner.protect}
        if not self._carried:
            await self._append("say", reply_key=reply.key, prompt=reply.prompt, **look)
        elif not await self._replace(reply, look):
            await self._append("send", reply_key=reply.key, prompt=reply.prompt, **look)

    async def close_old_prompts(self) -> None:
        """Take the buttons from every prompt but the newest, which is the one to answer now."""
        if not self._carried:
            return
        open_prompts = (
            await self._unit.connection.execute(
                select(outbox.c.id)
                .where(*self._mine(), outbox.c.prompt, outbox.c.status.in_(("pending", "sent")))
                .order_by(outbox.c.seq.desc())
            )
        ).scalars()
        for target in list(open_prompts)[1:]:
            await self._change(target, prompt=False)
            await self._append("close", target_id=target)

    async def finish(self) -> None:
        """Keep the count of rows and wake whoever waits for them."""
        await self._unit.connection.execute(
            update(conversations)
            .where(conversations.c.id == self._conversation_id)
            .values(last_seq=self._seq)
        )
        topic = outbox_of(self._channel) if self._carried else stream_of(self._conversation_id)
        self._unit.topics.add(topic)

    async def _replace(self, reply: Reply, look: dict[str, Any]) -> bool:
        """Put the reply in the place of the message with its key; False if there is none."""
        if reply.key is None:
            return False
        shown: int | None = await self._unit.connection.scalar(
            select(outbox.c.id)
            .where(
                *self._mine(),
                outbox.c.kind == "send",
                outbox.c.reply_key == reply.key,
                outbox.c.status.in_(("pending", "sent")),
                outbox.c.hidden_at.is_(None),
            )
            .order_by(outbox.c.seq.desc())
            .limit(1)
        )
        if shown is None:
            return False
        await self._change(shown, prompt=reply.prompt)
        waiting = (outbox.c.id == shown) | (
            (outbox.c.target_id == shown) & (outbox.c.kind == "edit")
        )
        if not await self._overwrite(waiting, look):
            await self._append("edit", target_id=shown, reply_key=reply.key, **look)
        return True

    async def _overwrite(self, which: Any, look: dict[str, Any]) -> bool:
        """Change rows that are not on their way yet; False if there is none."""
        done = await self._unit.connection.execute(
            update(outbox)
            .where(
                *self._mine(),
                which,
                outbox.c.status == "pending",
                outbox.c.lease_owner.is_(None),
            )
            .values(**look)
        )
        return done.rowcount > 0

    async def _change(self, row_id: int, **values: Any) -> None:
        await self._unit.connection.execute(
            update(outbox).where(outbox.c.id == row_id).values(**values)
        )

    async def _append(self, kind: str, **values: Any) -> None:
        self._seq += 1
        await self._unit.connection.execute(
            insert(outbox).values(
                conversation_id=self._conversation_id,
                channel=self._channel,
                seq=self._seq,
                kind=kind,
                status="pending" if self._carried else "sent",
                due_at=self._now,
                created_at=self._now,
                sent_at=None if self._carried else self._now,
                **values,
            )
        )

    def _mine(self) -> tuple[Any, ...]:
        return (outbox.c.conversation_id == self._conversation_id,)
