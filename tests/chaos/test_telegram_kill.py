"""kill -9 under load: no turn and no reply is lost, no turn is taken twice.

A reply can show twice, if the kill falls between Telegram's taking it and our noting so; that is
counted and bounded, since the Bot API offers no way to rule it out.
"""

import asyncio
import contextlib
import itertools
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.telegram.fake_bot_api import ApiError, Courier, Fault, Person, World
from tests.telegram.fake_bot_api.serving import free_port, served

TOKEN = "4242:a-token-for-chaos"
PEOPLE = 8
MOST_WAITING = 40
"""So many messages may wait to be read; a slow start would else pile up more than Telegram lets
through afterwards, one reply a second in each chat."""
ROOT = Path(__file__).parents[2]


def small_coach(folder: Path) -> tuple[list[str], Path]:
    """The channel with the smallest coach: its command and its database."""
    file = folder / "small.db"
    return [sys.executable, "-m", "tests.chaos.small_coach", str(file)], file


def whole_app(folder: Path) -> tuple[list[str], Path]:
    """The composed application: its command and its database."""
    file = folder / "circleback.db"
    environment = os.environ | {"DATABASE_URL": "", "DATA_DIR": str(folder)}
    upgrade = [sys.executable, "-m", "app.cli", "db", "upgrade"]
    subprocess.run(upgrade, check=True, env=environment, cwd=ROOT, capture_output=True)
    return [sys.executable, "-m", "app.cli", "serve"], file


class Victim:
    """A process that is killed and started again."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._command, self._environment = command, environment
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            cwd=ROOT,
            env=os.environ | self._environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)
        await self._process.wait()


async def converse(world: World, over: asyncio.Event) -> set[str]:
    """People write, one after the other, until it is over; the ids of their updates."""
    people = [Person(world, 100 + n) for n in range(PEOPLE)]
    ids = set()
    for number in itertools.count():
        for person in people:
            ids.add(str(person.say(f"{person.id}/{number}")))
            await asyncio.sleep(0.03)
        await until(lambda: len(world.updates) < MOST_WAITING, seconds=60)
        if over.is_set():
            return ids
    return ids


async def until(condition: Callable[[], object], seconds: float) -> None:
    """Wait for it; real time passes here, since real processes work. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - another process brings it about
            await asyncio.sleep(0.02)


async def kill_now_and_then(world: World, victim: Victim, kills: int) -> None:
    chance = random.Random(7)
    for _ in range(kills):
        worked = world.confirmed + 3  # it must get to work, or nothing would be interrupted
        await until(lambda worked=worked: world.confirmed >= worked, seconds=60)
        await asyncio.sleep(chance.random() * 0.2)
        await victim.kill()
        await victim.start()


def rows(file: Path, query: str) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as kept:
        return kept.execute(query).fetchall()


def pending(file: Path) -> int:
    return rows(file, "SELECT count(*) FROM outbox WHERE status = 'pending'")[0][0]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("victim_of", "kills", "webhook"),
    [(small_coach, 5, False), (whole_app, 3, False), (whole_app, 3, True)],
)
async def test_kill_nine_loses_nothing(tmp_path, victim_of, kills, webhook):
    command, file = victim_of(tmp_path)
    world = World()
    world.insecure_webhooks = True
    port = free_port()
    async with served(world, TOKEN) as base, httpx.AsyncClient(timeout=30) as client:
        victim = Victim(
            command,
            {
                "TELEGRAM_API_BASE": base,
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "DATA_DIR": str(tmp_path),
                "DATABASE_URL": "",
                "PUBLIC_URL": f"http://127.0.0.1:{port}" if webhook else "",
                "PORT": str(port),
            },
        )
        courier = asyncio.create_task(Courier(world, client).run())
        await victim.start()
        try:
            over = asyncio.Event()
            talk = asyncio.create_task(converse(world, over))
            world.faults.append(
                Fault("sendMessage", times=3, error=ApiError(500, "Internal Server Error"))
            )
            await kill_now_and_then(world, victim, kills)
            over.set()
            ids = await talk
            await until(lambda: not world.updates and not pending(file), seconds=120)
        finally:
            courier.cancel()
            await victim.kill()

    processed = Counter(row[0] for row in rows(file, "SELECT update_id FROM processed_updates"))
    sent = rows(file, "SELECT remote_id FROM outbox WHERE kind = 'send' AND status = 'sent'")
    committed = {int(remote_id) for (remote_id,) in sent}
    shown = {m.id for c in world.chats.values() for m in c.messages if m.by_bot}
    doubled = len(shown - committed)
    print(f"{len(ids)} turns, {kills} kills, {len(sent)} replies, {doubled} shown twice")
    assert ids - set(processed) == set(), "turns lost"
    assert max(processed.values()) == 1, "turns taken twice"
    assert committed - shown == set(), "replies lost"
    assert len(committed) == len(sent), "two replies in one message"
    assert rows(file, "SELECT reason FROM outbox WHERE status = 'dead'") == [], "replies given up"
    assert doubled <= kills * PEOPLE, "more replies doubled than can have been under way"
    for person_id in range(100, 100 + PEOPLE):
        replies = [m.text for m in world.chats[person_id].messages if m.by_bot]
        assert replies, "nobody is left without an answer"
        if victim_of is small_coach:
            each = len(ids) // PEOPLE
            expected = [f"heard: {person_id}/{n}" for n in range(each)]
            assert list(dict.fromkeys(replies)) == expected, "out of order"
