"""What people write stands nowhere in the open, and what is deleted is gone from the file."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from app.engine.model import (
    CloseEpisode,
    ForgetPerson,
    OpenEpisode,
    RecordHeat,
    Reply,
    SaveDraft,
    SetTimer,
)
from app.store.crypto import WrongKeys
from app.store.store import Store
from app.store.tables import conversations, drafts, metadata, outbox
from tests.small_core import Chat, heard, make_coach, scripted
from tests.virtual_time import START

OWN = "she keeps her grandmother's letters"
SAID = "you named the letters"
DRAFT = "I read your letters, and I am sorry"


def core():
    return scripted(
        draft=(
            [Reply(SAID)],
            [
                SaveDraft("apology", DRAFT),
                OpenEpisode(),
                RecordHeat("before", 8),
                SetTimer("nudge:1", START),
            ],
        ),
        close=([], [CloseEpisode("repaired")]),
        forget=([Reply("all gone")], [ForgetPerson()]),
    )


async def tokens(store: Store) -> list[str]:
    """Every sealed text in the database."""
    found: list[str] = []
    async with store.read() as connection:
        for column in (conversations.c.state, outbox.c.payload, drafts.c.payload):
            found += await connection.scalars(select(column).where(column.is_not(None)))
    return found


async def everything(store: Store) -> str:
    """All cells of all tables, as text."""
    cells: list[str] = []
    async with store.read() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        for name in names:
            rows = await connection.execute(text(f"SELECT * FROM {name}"))
            cells += [str(cell) for row in rows for cell in row]
    return "\n".join(cells)


def raw(folder: Path) -> bytes:
    """All bytes that SQLite keeps on disk."""
    return b"".join(path.read_bytes() for path in folder.glob("circleback.db*"))


async def test_no_word_of_anybody_is_readable_in_the_database(backend, store, time, tmp_path):
    for channel in ("web", "telegram"):
        chat = Chat(make_coach(store, time, core()), store, channel=channel)
        await chat.say(OWN)
        await chat.say("draft")
    kept = await everything(store)
    assert "letters" not in kept
    assert len(await tokens(store)) == 10
    if backend == "sqlite":
        assert b"letters" not in raw(tmp_path)
    opened = "".join(store.vault.open(token) for token in await tokens(store))
    assert all(words in opened for words in (OWN, SAID, DRAFT))


async def test_no_word_reaches_the_log_or_an_error(store, time, caplog, settings):
    chat = Chat(make_coach(store, time, core()), store)
    with caplog.at_level(logging.DEBUG):
        await chat.say(OWN)
        await chat.say("draft")
    assert "letters" not in caplog.text
    async with store.write() as unit:
        token = await unit.connection.scalar(select(conversations.c.state))
        with pytest.raises(WrongKeys) as fault:
            store.vault.open(token[:-8] + "AAAAAAA=")
    assert "letters" not in str(fault.value)
    assert fault.value.__suppress_context__


async def test_errors_of_the_database_quote_no_values(store):
    from sqlalchemy.exc import IntegrityError

    async def break_a_rule() -> None:
        orphan = {"person_id": 999, "kind": "secret-kind", "payload": "x", "created_at": START}
        async with store.write() as unit:
            await unit.connection.execute(drafts.insert().values(orphan))

    with pytest.raises(IntegrityError) as fault:
        await break_a_rule()
    assert "secret-kind" not in str(fault.value)


async def test_forgetting_leaves_no_trace_in_the_file(backend, store, time, tmp_path):
    if backend != "sqlite":
        pytest.skip("PostgreSQL frees deleted rows by VACUUM; see docs/decisions/delivery.md")
    chat = Chat(make_coach(store, time, core()), store, channel="web")
    other = Chat(make_coach(store, time, core()), store, channel="web", address="200")
    await other.say("stay")
    stays = await tokens(store)
    for _ in range(30):
        await chat.say(OWN, update_id="first-update-of-mine")
        await chat.say("draft")
    gone = [token for token in await tokens(store) if token not in stays]
    assert len(gone) > 60
    assert any(token.encode() in raw(tmp_path) for token in gone)
    await chat.say("forget")
    after = raw(tmp_path)
    assert not [token for token in gone if token.encode() in after]
    for trace in (b"first-update-of-mine", b"apology", b"nudge:1"):
        assert trace not in after
    assert heard(await other.state()) == ["stay"]


async def test_nothing_sealed_is_in_a_column_that_this_test_does_not_know():
    """A new column for words must be sealed, rotated and tested: it fails here first."""
    from sqlalchemy import String

    texts = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
    }
    assert texts == {
        *("conversations.channel", "conversations.address", "conversations.state"),
        *("outbox.channel", "outbox.kind", "outbox.payload", "outbox.reply_key"),
        *("outbox.status", "outbox.reason", "outbox.remote_id", "outbox.lease_owner"),
        *("drafts.kind", "drafts.payload", "episodes.outcome", "heats.moment"),
        *("timers.key", "timers.lease_owner", "processed_updates.update_id"),
        "key_check.payload",
    }
