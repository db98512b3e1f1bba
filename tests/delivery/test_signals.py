"""Waking who waits, in this process and in the other replicas."""

import asyncio

import pytest
from sqlalchemy import make_url, text

from app.delivery.backoff import LONGEST, full_jitter
from app.delivery.replicas import ReplicaListener
from app.delivery.signals import Signals
from app.store.store import Store
from app.store.topics import TIMERS, stream_of
from tests.small_core import Chat, make_coach


@pytest.fixture
def signals(time) -> Signals:
    return Signals(time.sleep)


async def test_a_ring_wakes_everybody_at_its_topic_and_nobody_else(signals):
    with signals.listen("a") as one, signals.listen("a") as two, signals.listen("b") as other:
        signals.ring(["a", "nobody"])
        assert await one.wait()
        assert await two.wait()
        assert not await other.wait(0)


async def test_a_ring_before_the_wait_is_remembered_once(signals):
    with signals.listen("a") as bell:
        signals.ring(["a"])
        signals.ring(["a"])
        assert await bell.wait(1e9)
        assert not await bell.wait(0)


async def test_waiting_ends_after_its_time(signals, time):
    task = asyncio.create_task(signals.wait("a", 3))
    await time.until(lambda: time.naps == [3])
    assert not task.done()
    time.pass_(seconds=3)
    assert not await task


async def test_topics_that_nobody_listens_to_are_forgotten(signals):
    with signals.listen("a"):
        pass
    assert signals._bells == {}


def test_backoff_doubles_within_its_limits():
    assert [full_jitter(n, 1.0) for n in range(4)] == [1, 2, 4, 8]
    assert full_jitter(1000, 1.0) == LONGEST
    assert full_jitter(5, 0.0) == 0


async def test_a_commit_in_one_replica_wakes_the_others(backend, settings, store, time):
    if backend != "postgresql":
        pytest.skip("SQLite has no replicas")
    here, there = Signals(time.sleep), Signals(time.sleep)
    other = await Store.open(settings)
    chat = Chat(make_coach(other, time, signals=here), other, channel="web")
    first = await chat.say("hello")
    listener = ReplicaListener(make_url(settings.database), there, jitter=lambda: 1.0)
    with there.listen(stream_of(first.conversation_id)) as bell, there.listen("x") as unrung:
        task = asyncio.create_task(listener.run())
        await _connected(bell, unrung)
        await chat.say("again")
        assert await bell.wait()
        assert not await unrung.wait(0)

        async with store.write() as unit:
            await unit.connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE query LIKE 'LISTEN%' AND datname = current_database()"
                )
            )
        await time.until(lambda: time.sleeping == [1])
        await chat.say("not heard")
        time.pass_(seconds=1)
        await _connected(bell, unrung)
        await chat.say("once more")
        assert await bell.wait()
        await _stop(task)
    await other.close()


async def test_what_is_rolled_back_is_told_to_nobody(backend, settings, store, time):
    if backend != "postgresql":
        pytest.skip("SQLite has no replicas")
    there = Signals(time.sleep)
    with there.listen(TIMERS) as bell, there.listen("after") as after:
        task = asyncio.create_task(ReplicaListener(make_url(settings.database), there).run())
        await _connected(bell, after)
        with pytest.raises(ZeroDivisionError):
            await _ring_and_fail(store)
        async with store.write() as unit:
            unit.topics.add("after")
        assert await after.wait()
        assert not await bell.wait(0)
        await _stop(task)


async def test_without_replicas_there_is_nothing_to_listen_to(time):
    await ReplicaListener(make_url("sqlite+aiosqlite:///x.db"), Signals(time.sleep)).run()


async def _connected(*bells) -> None:
    """Once it listens, a replica has everybody look for what was missed."""
    for bell in bells:
        assert await bell.wait()


async def _ring_and_fail(store: Store) -> None:
    async with store.write() as unit:
        unit.topics.add(TIMERS)
        _ = 1 / 0


async def _stop(task: asyncio.Task) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
