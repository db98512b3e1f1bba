"""Each timer becomes one event: on time, after a downtime, among replicas."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.delivery.signals import Signals
from app.delivery.timers import LEASE, LOOK_AGAIN, RETRY, Timers
from app.engine.model import Conversation, DropTimer, Event, Reply, SetTimer, Turn
from app.store.queries import timer_count
from app.store.store import Store
from app.store.tables import conversations, timers
from tests.small_core import SORRY, Chat, heard, make_coach, remember
from tests.virtual_time import START


def core(log: list[Event]):
    """`name 90` sets a timer in 90 seconds, `drop name` drops it; `pace` beats five times."""

    def advance(conversation: Conversation, event: Event) -> Turn:
        log.append(event)
        after = remember(conversation, event)
        if event.kind == "timer":
            if event.data == "bad":
                raise KeyError(event.data)
            beats = heard(after).count("pace")
            again = event.data == "pace" and beats < 5
            effects = (SetTimer("pace", event.now + timedelta(seconds=2)),) if again else ()
            return Turn(after, (Reply(f"{event.data} {beats}", key=event.data),), effects)
        first, _, second = event.text.partition(" ")
        if first == "drop":
            return Turn(after, (), (DropTimer(second),))
        return Turn(after, (), (SetTimer(first, event.now + timedelta(seconds=float(second))),))

    return advance


@pytest.fixture
def log() -> list[Event]:
    return []


@pytest.fixture
def signals(time) -> Signals:
    return Signals(time.sleep)


@pytest.fixture
def chat(store, time, signals, log) -> Chat:
    return Chat(make_coach(store, time, core(log), signals=signals), store, channel="web")


@pytest.fixture
def wakers(store, chat, time, signals) -> Timers:
    return Timers(store, chat.coach, time, signals, jitter=lambda: 1.0)


def woken(log: list[Event]) -> list[str]:
    return [event.data for event in log if event.kind == "timer"]


async def test_a_timer_is_woken_when_it_is_due_and_only_once(chat, wakers, time, log):
    await chat.say("pause 60")
    time.pass_(seconds=59)
    assert await wakers.drain() == 0
    time.pass_(seconds=1)
    assert await wakers.drain() == 1
    assert await wakers.drain() == 0
    assert woken(log) == ["pause"]
    assert log[-1].late == timedelta(0)


async def test_setting_it_again_moves_it_and_dropping_forgets_it(chat, wakers, time, log):
    await chat.say("pause 60")
    await chat.say("pause 120")
    await chat.say("nudge 60")
    await chat.say("drop nudge")
    await chat.say("drop nothing")
    time.pass_(seconds=60)
    assert await wakers.drain() == 0
    time.pass_(seconds=60)
    await wakers.drain()
    assert woken(log) == ["pause"]


async def test_what_fell_due_while_nobody_ran_fires_at_the_start_in_due_order(
    chat, wakers, time, log
):
    await chat.say("second 120")
    await chat.say("first 60")
    await chat.say("later 100000")
    time.pass_(hours=10)
    task = asyncio.create_task(wakers.run())
    await time.until(lambda: len(woken(log)) == 2)
    await _stop(task)
    assert woken(log) == ["first", "second"]
    assert log[-1].late == timedelta(hours=10, seconds=-120)


async def test_the_loop_sleeps_until_the_next_timer_and_no_longer(chat, wakers, time, log):
    task = asyncio.create_task(wakers.run())
    await time.until(lambda: time.sleeping == [LOOK_AGAIN])
    await chat.say("pause 2.5")
    await time.until(lambda: time.sleeping == [2.5])
    time.pass_(seconds=2.5)
    await time.until(lambda: time.sleeping == [LOOK_AGAIN] and woken(log) == ["pause"])
    await _stop(task)
    assert log[-1].late == timedelta(0)


async def test_a_breath_is_paced_to_the_moment(chat, wakers, time, log):
    task = asyncio.create_task(wakers.run())
    await chat.say("pace 2")
    for beat in range(5):
        await time.until(lambda: time.sleeping == [2])
        assert len(woken(log)) == beat
        time.pass_(seconds=2)
    await time.until(lambda: len(woken(log)) == 5)
    await _stop(task)
    moments = [event.now - START for event in log if event.kind == "timer"]
    assert moments == [timedelta(seconds=2 * n) for n in range(1, 6)]


async def test_two_racing_wakers_take_a_timer_once(settings, time, log):
    stores = [await Store.open(settings) for _ in range(2)]
    coaches = [make_coach(store, time, core(log)) for store in stores]
    try:
        for n in range(6):
            await Chat(coaches[0], stores[0], address=f"{n}").say("pause 1")
        time.pass_(seconds=1)
        async with stores[0].read() as connection:
            ids = list(await connection.scalars(select(timers.c.id)))
        results = await asyncio.gather(
            *(coach.wake(timer_id) for timer_id in ids for coach in coaches)
        )
    finally:
        for store in stores:
            await store.close()
    assert sum(results) == 6
    assert woken(log) == ["pause"] * 6


async def test_two_replicas_share_the_timers(settings, time, log):
    stores = [await Store.open(settings) for _ in range(2)]
    signals = Signals(time.sleep)
    coaches = [make_coach(store, time, core(log)) for store in stores]
    loops = [
        Timers(store, coach, time, signals) for store, coach in zip(stores, coaches, strict=True)
    ]
    try:
        for n in range(10):
            await Chat(coaches[0], stores[0], address=f"{n}").say("pause 1")
        time.pass_(seconds=1)
        tried = await asyncio.gather(*(loop.drain() for loop in loops))
    finally:
        for store in stores:
            await store.close()
    assert sum(tried) == 10, "what one replica claimed is not tried by the other"
    assert woken(log) == ["pause"] * 10


async def test_a_waker_that_dies_leaves_the_timer_to_the_next(store, chat, time, signals, log):
    class Died(BaseException):
        pass

    class Dying:
        async def wake(self, timer_id: int) -> bool:
            raise Died

    await chat.say("pause 1")
    time.pass_(seconds=1)
    with pytest.raises(Died):
        await Timers(store, Dying(), time, signals).drain()
    following = Timers(store, chat.coach, time, signals)
    assert await following.drain() == 0
    time.pass_(seconds=LEASE.total_seconds())
    await following.drain()
    assert woken(log) == ["pause"]


async def test_a_turn_that_cannot_be_committed_is_tried_again(store, chat, time, signals, log):
    class Unlucky:
        tries = 0

        async def wake(self, timer_id: int) -> bool:
            self.tries += 1
            if self.tries == 1:
                raise OSError("no database")
            return await chat.coach.wake(timer_id)

    unlucky = Unlucky()
    await chat.say("pause 1")
    task = asyncio.create_task(Timers(store, unlucky, time, signals).run())
    await time.until(lambda: "pause" in woken(log), moving=True)
    await _stop(task)
    assert unlucky.tries == 2
    assert log[-1].late >= RETRY - timedelta(seconds=1)


async def test_a_timer_that_no_script_survives_does_not_fire_for_ever(store, chat, wakers, time):
    await chat.say("bad 1")
    time.pass_(seconds=1)
    await wakers.drain()
    assert await wakers.drain() == 0
    assert [item.reply for item in await chat.shown() if item.kind == "say"] == [SORRY]
    async with store.read() as connection:
        assert await timer_count(connection) == 0


async def test_timers_of_who_is_gone_wait_until_they_are_back(chat, wakers, time, log):
    await chat.say("pause 60")
    await chat.coach.gone("web", "100")
    time.pass_(hours=1)
    assert await wakers.drain() == 0
    assert await wakers._seconds_to_next() == LOOK_AGAIN
    await chat.say("other 9999")
    await wakers.drain()
    assert woken(log) == ["pause"]


async def test_a_person_who_goes_while_a_timer_is_claimed_keeps_it(store, chat, wakers, time, log):
    await chat.say("pause 60")
    time.pass_(seconds=60)
    claimed = await wakers._claim(1)
    await chat.coach.gone("web", "100")
    await wakers._wake(claimed)
    assert woken(log) == []
    async with store.write() as unit:
        await unit.connection.execute(update(conversations).values(gone_at=None))
    await wakers.drain()
    assert woken(log) == ["pause"]


async def test_timers_hold_no_words():
    assert {column.name for column in timers.columns} == {
        *("id", "conversation_id", "key", "due_at", "lease_owner", "lease_until")
    }


async def test_a_timer_moved_while_it_was_claimed_is_not_woken_early(chat, wakers, time, log):
    await chat.say("pause 60")
    time.pass_(seconds=60)
    claimed = await wakers._claim(1)
    await chat.say("pause 60")
    await wakers._wake(claimed)
    assert woken(log) == []
    time.pass_(seconds=60)
    await wakers.drain()
    assert woken(log) == ["pause"]


async def _stop(task: asyncio.Task) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
