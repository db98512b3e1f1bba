"""One turn is one transaction."""

import asyncio
import logging
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.coach_service import Incoming
from app.engine.model import Conversation, Event, Reading, Reply, SetTimer, Turn
from app.store.store import Store
from app.store.tables import conversations, outbox, persons, timers
from tests.small_core import SORRY, Chat, FakeCarrier, echo, heard, make_coach, remember
from tests.virtual_time import VirtualTime


async def count(store: Store, table) -> int:
    async with store.read() as connection:
        return await connection.scalar(select(func.count()).select_from(table))


async def test_a_turn_keeps_state_words_and_timers_together(store, time):
    def advance(conversation: Conversation, event: Event) -> Turn:
        due = event.now + timedelta(minutes=20)
        return Turn(remember(conversation, event), (Reply("hi"),), (SetTimer("pause", due),))

    chat = Chat(make_coach(store, time, advance), store)
    handled = await chat.say("hello", "u1")
    assert not handled.duplicate
    assert not handled.failed
    assert heard(await chat.state()) == ["hello"]
    assert await count(store, outbox) == 1
    async with store.read() as connection:
        row = (await connection.execute(select(timers))).one()
    assert row.key == "pause"
    assert row.due_at == time.now + timedelta(minutes=20)


async def test_the_event_holds_what_the_core_needs(store, time):
    seen: list[Event] = []

    def advance(conversation: Conversation, event: Event) -> Turn:
        seen.append(event)
        return echo(conversation, event)

    def read(text: str, conversation: Conversation) -> Reading:
        return Reading(intent=f"{text}{len(heard(conversation))}")

    coach = make_coach(store, time, advance, read=read)
    chat = Chat(coach, store)
    await chat.say("a")
    await chat.say("b")
    await coach.handle(Incoming("telegram", "100", "tap", data="x", hints={"locale": "de"}))
    assert [event.reading.intent for event in seen] == ["a0", "b1", "other"]
    assert {event.now for event in seen} == {time.now}
    assert {event.seed for event in seen} == {7}
    assert (seen[2].kind, seen[2].data, seen[2].hints) == ("tap", "x", {"locale": "de"})


async def test_a_repeated_update_changes_nothing(store, time):
    chat = Chat(make_coach(store, time), store)
    first = await chat.say("once", "u1")
    again = await chat.say("once", "u1")
    assert again.duplicate
    assert again.conversation_id == first.conversation_id
    assert heard(await chat.state()) == ["once"]
    assert await count(store, outbox) == 1


async def test_updates_of_different_people_are_told_apart(store, time):
    coach = make_coach(store, time)
    await Chat(coach, store, address="1").say("a", "u1")
    assert not (await Chat(coach, store, address="2").say("b", "u1")).duplicate


async def test_the_same_update_at_the_same_time_is_taken_once(store, time):
    chat = Chat(make_coach(store, time), store)
    results = await asyncio.gather(*(chat.say("tap", "u1") for _ in range(8)))
    assert sum(not handled.duplicate for handled in results) == 1
    assert heard(await chat.state()) == ["tap"]


async def test_concurrent_taps_on_one_conversation_are_taken_one_after_the_other(settings, time):
    stores = [await Store.open(settings) for _ in range(2)]
    chats = [Chat(make_coach(store, time), store) for store in stores]
    try:
        await asyncio.gather(*(chats[n % 2].say(f"{n}") for n in range(20)))
        assert sorted(heard(await chats[0].state()), key=int) == [str(n) for n in range(20)]
        async with stores[0].read() as connection:
            seqs = list(await connection.scalars(select(outbox.c.seq).order_by(outbox.c.seq)))
        assert seqs == list(range(1, 21))
        assert await count(stores[0], conversations) == await count(stores[0], persons) == 1
    finally:
        for store in stores:
            await store.close()


async def test_a_fault_of_the_script_is_answered_kindly_and_not_repeated(store, time, caplog):
    def advance(conversation: Conversation, event: Event) -> Turn:
        if event.text == "poison":
            raise ValueError(f"cannot read {event.text}")
        return echo(conversation, event)

    chat = Chat(make_coach(store, time, advance), store, channel="web")
    await chat.say("hello")
    with caplog.at_level(logging.DEBUG, logger="app"):
        handled = await chat.say("poison", "u2")
    assert handled.failed
    assert heard(await chat.state()) == ["hello"]
    shown = await chat.shown()
    assert [item.text or item.reply.text for item in shown] == [
        *("hello", "text hello"),
        *("poison", SORRY.text),
    ]
    assert (await chat.say("poison", "u2")).duplicate
    assert not (await chat.say("fine", "u3")).failed
    assert "a turn failed" in caplog.text
    assert "ValueError" in caplog.text
    assert "poison" not in caplog.text


async def test_a_fault_of_an_effect_leaves_nothing_half_done(store, time):
    from app.engine.model import RecordHeat, SaveDraft
    from app.store.tables import drafts

    def advance(conversation: Conversation, event: Event) -> Turn:
        effects = (SaveDraft("apology", "words"), RecordHeat("before", 99))
        return Turn(remember(conversation, event), (Reply("saved"),), effects)

    chat = Chat(make_coach(store, time, advance), store)
    assert (await chat.say("x", "u1")).failed
    assert await count(store, drafts) == 0
    assert heard(await chat.state()) == []
    assert await count(store, outbox) == 1


@pytest.mark.parametrize("step", ["save", "say", "finish"])
async def test_a_process_that_dies_before_the_commit_leaves_no_trace(
    store, time: VirtualTime, monkeypatch, step
):
    from app.store import conversations as module
    from app.store.outbox_rows import Writer

    class Died(BaseException):
        pass

    chat = Chat(make_coach(store, time), store)
    await chat.say("before", "u1")

    async def die(*_args, **_kwargs):
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(module if step == "save" else Writer, step, die)
        with pytest.raises(Died):
            await chat.say("lost", "u2")
    assert heard(await chat.state()) == ["before"]
    assert await count(store, outbox) == 1
    # The channel hands the update in again, and then it counts.
    assert not (await chat.say("lost", "u2")).duplicate
    assert heard(await chat.state()) == ["before", "lost"]


async def test_an_outage_is_raised_and_not_taken_for_a_fault_of_the_script(store, time):
    from sqlalchemy.exc import OperationalError

    def advance(conversation: Conversation, event: Event) -> Turn:
        raise OperationalError("select", {}, Exception("gone"))

    chat = Chat(make_coach(store, time, advance), store)
    with pytest.raises(OperationalError):
        await chat.say("x", "u1")
    assert await count(store, conversations) == 0


async def test_writing_again_ends_being_gone(store, time):
    from app.delivery.outbox import Outbox
    from app.delivery.signals import Signals

    coach = make_coach(store, time)
    chat, carrier = Chat(coach, store), FakeCarrier(time)
    sender = Outbox(store, [carrier], time, Signals(time.sleep))
    await chat.say("a")
    await coach.gone("telegram", "100")
    await coach.gone("telegram", "nobody")
    assert await sender.drain() == 0
    await chat.say("b")
    await sender.drain()
    assert carrier.texts == ["text b"]
