import asyncio

import pytest

from .fake_bot_api import Person, World
from .rig import Rig
from .virtual_time import VirtualTimeLoop


def pytest_asyncio_loop_factories(config, item):
    return {"virtual-time": VirtualTimeLoop}


@pytest.fixture
async def world() -> World:
    loop = asyncio.get_running_loop()
    return World(now=lambda: 1_700_000_000 + loop.time())


@pytest.fixture
async def person(world) -> Person:
    return Person(world, 11)


@pytest.fixture
async def rig(world) -> Rig:
    return Rig(world)
