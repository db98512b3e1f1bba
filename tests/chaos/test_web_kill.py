"""kill -9 in the middle of turns: what was acknowledged is there, all else can be sent again."""

import asyncio
import random
from uuid import uuid4

import httpx
import pytest

from tests.journeys.process import Program

PEOPLE, EVENTS, KILLS = 6, 12, 4


class Writer:
    """A person whose page sends again, with the same id, until it is acknowledged."""

    def __init__(self, url: str, name: str) -> None:
        self.name = name
        self.sent: list[str] = []
        self._client = httpx.AsyncClient(base_url=url, timeout=5, headers={"Origin": url})

    async def write(self, text: str) -> None:
        event = {"id": str(uuid4()), "kind": "text", "text": text}
        self.sent.append(text)
        while True:
            try:
                answer = await self._client.post("/api/chat/events", json=event)
            except httpx.HTTPError:
                await asyncio.sleep(0.05)
                continue
            if answer.status_code == 200:
                return
            assert answer.status_code in (429, 503), answer.text
            await asyncio.sleep(0.2)

    async def history(self) -> list[dict]:
        return (await self._client.get("/api/chat/history")).json()["items"]

    async def close(self) -> None:
        await self._client.aclose()


@pytest.mark.timeout(180)
async def test_no_turn_is_lost_or_doubled_and_every_turn_is_answered(tmp_path):
    program = Program(tmp_path)
    await program.start()
    people = [Writer(program.url, f"person {n}") for n in range(PEOPLE)]
    chance = random.Random(11)

    async def talk(person: Writer) -> None:
        for number in range(EVENTS):
            await person.write(f"{person.name} says gibberish {number}")

    async def kill_now_and_then() -> None:
        for _ in range(KILLS):
            await asyncio.sleep(0.3 + chance.random() * 0.5)
            await program.kill()
            await program.start()

    try:
        await asyncio.gather(kill_now_and_then(), *(talk(person) for person in people))
        for person in people:
            items = await person.history()
            own = [item["text"] for item in items if item["kind"] == "own"]
            assert own == person.sent
            kinds = [item["kind"] for item in items]
            for index, kind in enumerate(kinds):
                if kind == "own":
                    assert kinds[index + 1] == "say", "a turn without an answer"
    finally:
        for person in people:
            await person.close()
        await program.kill()
