"""What is old is deleted; what is still needed is not."""

import asyncio

from sqlalchemy import func, select

from app.delivery.housekeeping import DAY, Housekeeping
from app.delivery.outbox import Outbox
from app.delivery.signals import Signals
from app.engine.model import ForgetPerson, Reply
from app.store import retention
from app.store.retention import sweep
from app.store.store import Store
from app.store.tables import conversations, outbox, persons, processed_updates
from tests.small_core import Chat, FakeCarrier, heard, make_coach, scripted


async def count(store: Store, table) -> int:
    async with store.read() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def test_delivered_messages_go_after_thirty_days_and_waiting_ones_stay(
    store, time, monkeypatch
):
    monkeypatch.setattr(retention, "BATCH", 2)
    chat = Chat(make_coach(store, time), store)
    for word in "abc":
        await chat.say(word)
    await Outbox(store, [FakeCarrier(time)], time, Signals(time.sleep)).drain()
    await chat.say("waiting")
    time.pass_(days=29)
    await sweep(store, time())
    assert await count(store, outbox) == 4
    time.pass_(days=2)
    assert await sweep(store, time()) == 3
    assert await count(store, outbox) == 1
    assert heard(await chat.state()) == [*"abc", "waiting"]


async def test_marks_of_updates_go_after_a_week(store, time):
    chat = Chat(make_coach(store, time), store)
    await chat.say("a", "u1")
    time.pass_(days=6)
    await chat.say("b", "u2")
    await sweep(store, time())
    assert (await chat.say("a", "u1")).duplicate
    time.pass_(days=2)
    await sweep(store, time())
    assert await count(store, processed_updates) == 1


async def test_of_a_forgotten_person_not_even_the_address_stays(store, time):
    core = scripted(forget=([Reply("gone")], [ForgetPerson()]))
    coach = make_coach(store, time, core)
    chats = [Chat(coach, store, address=f"{n}") for n in range(3)]
    sender = Outbox(store, [FakeCarrier(time)], time, Signals(time.sleep))
    await chats[0].say("forget")
    await chats[1].say("forget")
    await chats[2].say("stay")
    await sender.drain()
    await chats[1].say("here again")
    time.pass_(days=2)
    await sweep(store, time())
    async with store.read() as connection:
        left = list(await connection.scalars(select(conversations.c.address)))
    assert sorted(left) == ["1", "2"]
    assert await count(store, persons) == 2


async def test_the_last_message_to_a_forgotten_person_is_waited_for(store, time):
    core = scripted(forget=([Reply("gone")], [ForgetPerson()]))
    await Chat(make_coach(store, time, core), store).say("forget")
    time.pass_(days=40)
    await sweep(store, time())
    carrier = FakeCarrier(time)
    await Outbox(store, [carrier], time, Signals(time.sleep)).drain()
    assert carrier.texts == ["gone"]


async def test_the_sweep_comes_every_day(store, time):
    await Chat(make_coach(store, time), store, channel="web").say("a", "u1")
    task = asyncio.create_task(Housekeeping(store, time, Signals(time.sleep)).run())
    for _ in range(8):
        await time.until(lambda: time.sleeping == [DAY])
        assert await count(store, processed_updates) == 1
        time.pass_(days=1)
    await time.until(lambda: time.sleeping == [DAY])
    assert await count(store, processed_updates) == 0
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
