"""Delivers waiting updates to the webhook: in order within a chat, again until answered 2xx."""

import asyncio

import httpx

from .world import World


def _line(update: dict) -> int:
    """Whose updates wait for each other: a chat, a person, or nobody."""
    content = next(value for key, value in update.items() if key != "update_id")
    if not isinstance(content, dict):
        return update["update_id"]
    chat = content.get("chat") or content.get("message", {}).get("chat") or content.get("from")
    return chat["id"] if chat else update["update_id"]


class Courier:
    """Posts updates with `client`. `pause` is the number of seconds before a repetition."""

    def __init__(self, world: World, client: httpx.AsyncClient, pause: float = 0.2) -> None:
        self._world = world
        self._client = client
        self._pause = pause

    async def run(self) -> None:
        """Deliver for ever."""
        while True:
            if not self._world.webhook.url or not await self.round():
                await asyncio.sleep(self._pause)

    async def round(self) -> bool:
        """Post the first waiting update of every chat; True if all were taken and there was one."""
        first: dict[int, dict] = {}
        for update in self._world.updates:
            first.setdefault(_line(update), update)
        taken = await asyncio.gather(*(self._post(update) for update in first.values()))
        return bool(taken) and all(taken)

    async def _post(self, update: dict) -> bool:
        hook = self._world.webhook
        try:
            answer = await self._client.post(
                hook.url,
                json=update,
                headers={"X-Telegram-Bot-Api-Secret-Token": hook.secret},
            )
        except httpx.HTTPError as error:
            hook.last_error = type(error).__name__
            return False
        if answer.is_success:
            if update in self._world.updates:
                self._world.updates.remove(update)
                self._world.confirmed += 1
            return True
        hook.last_error = f"Wrong response from the webhook: {answer.status_code}"
        return False
