"""Nothing sent before its commit, everything committed sent, each conversation in order."""

import asyncio
import os
import socket
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from app.delivery.carrier import Gone, Refused, RetryLater
from app.delivery.outbox import Outbox
from app.delivery.sender import LEASE, LOOK_AGAIN, PUZZLES
from app.delivery.signals import Signals
from app.engine.model import Reply
from app.store.leases import free_orphans, new_owner
from app.store.queries import dead_letters, oldest_pending, outbox_counts
from app.store.store import Store
from app.store.tables import outbox
from tests.small_core import Chat, FakeCarrier, make_coach, scripted
from tests.virtual_time import VirtualTime


class Died(BaseException):
    """The process ends here."""


@pytest.fixture
def carrier(time) -> FakeCarrier:
    return FakeCarrier(time)


@pytest.fixture
def signals(time) -> Signals:
    return Signals(time.sleep)


@pytest.fixture
def sender(store, carrier, time, signals) -> Outbox:
    return Outbox(store, [carrier], time, signals, jitter=lambda: 1.0)


@pytest.fixture
def chat(store, time, signals) -> Chat:
    three = [Reply("one"), Reply("two"), Reply("three")]
    return Chat(make_coach(store, time, scripted(three=(three, ())), signals=signals), store)


async def statuses(store: Store) -> list[str]:
    async with store.read() as connection:
        return list(await connection.scalars(select(outbox.c.status).order_by(outbox.c.id)))


async def test_replies_arrive_once_and_in_order(store, chat, sender, carrier):
    await chat.say("three")
    await chat.say("a")
    assert await sender.drain() == 4
    assert carrier.texts == ["one", "two", "three", "text a"]
    assert [message.address for message in carrier.taken] == ["100"] * 4
    assert await sender.drain() == 0
    assert await statuses(store) == ["sent"] * 4


async def test_a_retry_holds_back_its_conversation_and_no_other(store, chat, sender, carrier, time):
    await chat.say("three")
    await Chat(chat.coach, store, address="200").say("b")
    carrier.faults = [RetryLater()]
    await sender.drain()
    assert carrier.texts == ["text b"]
    time.pass_(seconds=1)
    await sender.drain()
    assert carrier.texts == ["text b", "one", "two", "three"]


async def test_the_wait_after_failures_doubles_up_to_five_minutes(chat, sender, carrier, time):
    await chat.say("a")
    waits = []
    carrier.fault_for = lambda _: RetryLater()
    for _ in range(11):
        await sender.drain()
        tries, began = carrier.tries, time.now
        while carrier.tries == tries:
            time.pass_(seconds=1)
            await sender.drain()
        waits.append((time.now - began).total_seconds())
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


async def test_the_channel_may_name_the_wait(chat, sender, carrier, time):
    await chat.say("a")
    carrier.faults = [RetryLater(after=42)]
    await sender.drain()
    time.pass_(seconds=41)
    assert await sender.drain() == 0
    time.pass_(seconds=1)
    assert await sender.drain() == 1


async def test_a_channel_may_pause_for_everybody(store, chat, sender, carrier, time):
    carrier.faults = [RetryLater(after=10, whole_channel=True)]
    await chat.say("a")
    await sender.drain()
    await Chat(chat.coach, store, address="200").say("b")
    assert await sender.drain() == 0
    time.pass_(seconds=10)
    await sender.drain()
    assert sorted(carrier.texts) == ["text a", "text b"]


async def test_a_refused_message_is_a_dead_letter_and_the_next_goes_on(
    store, chat, sender, carrier
):
    carrier.faults = [None, Refused("bad_request")]
    await chat.say("three")
    await sender.drain()
    assert carrier.texts == ["one", "three"]
    async with store.read() as connection:
        (letter,) = await dead_letters(connection)
        assert await outbox_counts(connection) == {("telegram", "dead"): 1}
    assert (letter.reason, letter.channel) == ("bad_request", "telegram")


async def test_who_is_gone_is_left_alone_until_they_write(store, chat, sender, carrier):
    carrier.faults = [Gone()]
    await chat.say("three")
    await sender.drain()
    assert carrier.texts == []
    assert await statuses(store) == ["dropped"] * 3
    await chat.say("back")
    await sender.drain()
    assert carrier.texts == ["text back"]


async def test_an_unexplained_failure_does_not_hold_back_its_conversation_for_ever(
    store, chat, sender, carrier, time
):
    carrier.fault_for = lambda message: ValueError(message) if message.id == 1 else None
    await chat.say("three")
    for _ in range(PUZZLES + 1):
        assert carrier.texts == []
        await sender.drain()
        time.pass_(seconds=300)
    assert carrier.texts == ["two", "three"]
    async with store.read() as connection:
        (letter,) = await dead_letters(connection)
    assert letter.reason == "unexpected_ValueError"


async def test_a_long_outage_of_the_network_loses_nothing(chat, sender, carrier, time):
    carrier.faults = [ConnectionError()] * (PUZZLES * 3)
    await chat.say("a")
    for _ in range(PUZZLES * 3 + 1):
        await sender.drain()
        time.pass_(seconds=300)
    assert carrier.texts == ["text a"]


async def test_a_death_while_sending_repeats_the_message_and_loses_none(
    settings, store, chat, carrier, time
):
    def die_once(message):
        carrier.fault_for = lambda _: None
        carrier.taken.append(message)  # it arrived, but we never learnt
        return Died()

    await chat.say("three")
    carrier.fault_for = die_once
    with pytest.raises(Died):
        await Outbox(store, [carrier], time, Signals(time.sleep)).drain()
    later = Outbox(store, [carrier], time, Signals(time.sleep))
    assert await later.drain() == 0, "the lease still holds"
    time.pass_(seconds=LEASE.total_seconds())
    await later.drain()
    assert carrier.texts == ["one", "one", "two", "three"]


async def test_a_death_before_the_commit_of_a_receipt_repeats_the_message(
    store, chat, sender, carrier, time, monkeypatch
):
    from app.store import outbox_claims

    async def die(*_args, **_kwargs):
        raise Died

    await chat.say("three")
    with monkeypatch.context() as patched:
        patched.setattr(outbox_claims, "settle_sent", die)
        with pytest.raises(Died):
            await sender.drain()
    time.pass_(seconds=LEASE.total_seconds())
    await sender.drain()
    assert carrier.texts == ["one", "one", "two", "three"]


@pytest.mark.parametrize(
    ("owner", "freed"),
    [
        ("{host}:4194305:beef", True),  # no such process
        ("{host}:{pid}:beef", True),  # our number, an earlier life
        ("{host}:{parent}:beef", False),
        ("elsewhere:4194305:beef", False),
    ],
)
async def test_sqlite_leases_of_dead_processes_are_free_at_the_next_start(
    backend, store, chat, owner, freed
):
    if backend != "sqlite":
        pytest.skip("replicas on PostgreSQL wait for the lease to run out")
    names = {"host": socket.gethostname(), "pid": os.getpid(), "parent": os.getppid()}
    await chat.say("a")
    async with store.write() as unit:
        await unit.connection.execute(update(outbox).values(lease_owner=owner.format(**names)))
    await free_orphans(store, new_owner())
    async with store.read() as connection:
        assert (await connection.scalar(select(outbox.c.lease_owner)) is None) == freed


async def test_a_start_after_a_death_sends_at_once_on_sqlite(
    backend, store, chat, carrier, time, signals
):
    if backend != "sqlite":
        pytest.skip("replicas on PostgreSQL wait for the lease to run out")
    await chat.say("a")
    carrier.fault_for = lambda _: Died()
    with pytest.raises(Died):
        await Outbox(store, [carrier], time, signals).drain()
    carrier.fault_for = lambda _: None
    task = asyncio.create_task(Outbox(store, [carrier], time, signals).run())
    await time.until(lambda: bool(carrier.taken))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert carrier.texts == ["text a"]


async def test_two_replicas_share_the_work_and_keep_the_order(settings, time):
    stores = [await Store.open(settings) for _ in range(2)]
    carrier = FakeCarrier(time)
    senders = [Outbox(store, [carrier], time, Signals(time.sleep)) for store in stores]
    coach = make_coach(stores[0], time)
    people = [Chat(coach, stores[0], address=f"{n}") for n in range(5)]
    try:
        for word in "abcde":
            for person in people:
                await person.say(word)
        while sum(await asyncio.gather(*(sender.drain() for sender in senders))):
            pass
    finally:
        for store in stores:
            await store.close()
    for person in people:
        mine = [m.reply.text for m in carrier.taken if m.address == person.address]
        assert mine == [f"text {word}" for word in "abcde"]


async def test_the_loop_sends_at_once_after_a_commit(store, chat, sender, carrier, time):
    task = asyncio.create_task(sender.run())
    await time.until(lambda: time.naps == [LOOK_AGAIN])
    await chat.say("three")
    await time.until(lambda: len(carrier.taken) == 3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert carrier.texts == ["one", "two", "three"]
    assert time.now == VirtualTime().now, "no time passed"


async def test_the_loop_sends_even_if_the_signal_is_lost(store, sender, carrier, time):
    task = asyncio.create_task(sender.run())
    await time.until(lambda: bool(time.naps))
    deaf = Signals(time.sleep)
    await Chat(make_coach(store, time, signals=deaf), store).say("a")
    await time.until(lambda: bool(carrier.taken), moving=True)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert time.now - VirtualTime().now <= timedelta(seconds=LOOK_AGAIN)


async def test_the_loop_retries_by_itself(store, chat, sender, carrier, time):
    carrier.faults = [RetryLater(), RetryLater(), RetryLater(after=7)]
    task = asyncio.create_task(sender.run())
    await chat.say("a")
    await time.until(lambda: bool(carrier.taken), moving=True)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert carrier.tries == 4


async def test_a_slow_conversation_does_not_hold_back_others(store, chat, time, signals):
    released = asyncio.Event()
    carrier = FakeCarrier(time)
    plain = carrier.carry

    async def carry(message):
        if message.address == "100":
            await released.wait()
        return await plain(message)

    carrier.carry = carry
    task = asyncio.create_task(Outbox(store, [carrier], time, signals).run())
    await chat.say("three")
    await Chat(chat.coach, store, address="200").say("quick")
    await time.until(lambda: carrier.texts == ["text quick"])
    released.set()
    await time.until(lambda: len(carrier.taken) == 4)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert carrier.texts[1:] == ["one", "two", "three"]


async def test_stopping_lets_a_message_under_way_arrive(store, chat, time, signals):
    started, released = asyncio.Event(), asyncio.Event()
    carrier = FakeCarrier(time)
    plain = carrier.carry

    async def carry(message):
        started.set()
        await released.wait()
        return await plain(message)

    carrier.carry = carry
    task = asyncio.create_task(Outbox(store, [carrier], time, signals).run())
    await chat.say("a")
    await started.wait()
    task.cancel()
    released.set()
    await asyncio.gather(task, return_exceptions=True)
    assert await statuses(store) == ["sent"]


async def test_waiting_messages_can_be_watched(store, chat, time):
    began = time.now
    await chat.say("three")
    time.pass_(minutes=5)
    await chat.say("a")
    async with store.read() as connection:
        assert await outbox_counts(connection) == {("telegram", "pending"): 4}
        assert await oldest_pending(connection, "telegram") == began


FAULTS = st.sampled_from(
    [None, None, RetryLater(), RetryLater(after=3), OSError(), RetryLater(whole_channel=True)]
)


@given(st.lists(FAULTS, max_size=25), st.lists(st.sampled_from("123"), min_size=1, max_size=8))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_goes_wrong_each_message_arrives_once_and_in_order(
    migrated_sqlite, tmp_path_factory, faults, talk
):
    async def run() -> None:
        import shutil

        from app.settings import Settings

        folder = tmp_path_factory.mktemp("any")
        shutil.copy(migrated_sqlite, folder / "circleback.db")
        time = VirtualTime()
        store = await Store.open(Settings(_env_file=None, data_dir=folder, database_url=""))
        try:
            carrier = FakeCarrier(time)
            carrier.faults = list(faults)
            sender = Outbox(store, [carrier], time, Signals(time.sleep))
            coach = make_coach(store, time)
            for number, person in enumerate(talk):
                await Chat(coach, store, address=person).say(f"{number}")
                await sender.drain()
            for _ in range(len(faults) + 1):
                time.pass_(seconds=300)
                await sender.drain()
        finally:
            await store.close()
        for person in set(talk):
            said = [f"text {n}" for n, who in enumerate(talk) if who == person]
            assert [m.reply.text for m in carrier.taken if m.address == person] == said

    asyncio.run(run())
