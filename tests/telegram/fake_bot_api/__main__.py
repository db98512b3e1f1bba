"""Try a bot by hand: serves the fake API, takes lines from standard input, shows the chat.

A line is written as the person's text; `:Label` taps the newest button of that label.
Point the bot here with TELEGRAM_API_BASE=http://127.0.0.1:<port> and the token shown.
"""

import argparse
import asyncio
import sys

import httpx
import uvicorn

from . import Courier, Person, World, create_app


async def _serve(port: int, token: str) -> None:
    world = World()
    world.insecure_webhooks = True
    config = uvicorn.Config(create_app(world, token), port=port, log_level="warning")
    async with httpx.AsyncClient(timeout=60) as client:
        work = [
            asyncio.create_task(uvicorn.Server(config).serve()),
            asyncio.create_task(Courier(world, client).run()),
            asyncio.create_task(_show(world)),
        ]
        print(f"TELEGRAM_API_BASE=http://127.0.0.1:{port} TELEGRAM_BOT_TOKEN={token}")
        await _write(Person(world))
        for task in work:
            task.cancel()


async def _write(person: Person) -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        line = line.rstrip("\n")
        try:
            if line.startswith(":"):
                person.tap(line[1:])
            elif line:
                person.say(line)
        except LookupError as missing:
            print(missing)


async def _show(world: World) -> None:
    shown: dict[int, str] = {}
    while True:
        for chat in world.chats.values():
            for message in chat.messages:
                if message.by_bot and shown.get(message.id) != message.text:
                    shown[message.id] = message.text
                    labels = [key["text"] for row in message.keyboard for key in row]
                    print(f"< {message.text}\n  {labels}" if labels else f"< {message.text}")
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A strict fake of Telegram's Bot API.")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default="4242:fake-token")
    chosen = parser.parse_args()
    asyncio.run(_serve(chosen.port, chosen.token))
