"""What channels need to know of a person's settings."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.engine.model import load_conversation
from app.store.crypto import Vault
from app.store.tables import conversations

DEFAULT_LOCALE = "en"


async def locale_of(connection: AsyncConnection, vault: Vault, channel: str, address: str) -> str:
    """The language that the person at an address chose; English for one who never wrote."""
    state = await connection.scalar(
        select(conversations.c.state).where(
            conversations.c.channel == channel, conversations.c.address == address
        )
    )
    person = load_conversation(vault.open(state)).person if state else {}
    return str(person.get("locale") or DEFAULT_LOCALE)
