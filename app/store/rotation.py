"""A new encryption key for everything that is stored, while the program runs."""

from dataclasses import dataclass

from sqlalchemy import Column, Table, select, update

from app.settings import Settings
from app.store.crypto import Vault, new_key
from app.store.keys import configured_keys, replace_key_file
from app.store.store import Store
from app.store.tables import conversations, drafts, key_check, outbox

BATCH = 200
"""Rows sealed anew in one transaction, so that a turn never waits long."""

_SEALED: tuple[tuple[Table, Column[str]], ...] = (
    (conversations, conversations.c.state),
    (outbox, outbox.c.payload),
    (drafts, drafts.c.payload),
    # Last: while this is not sealed with the first key, a rotation is unfinished.
    (key_check, key_check.c.payload),
)


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: rows sealed anew, and how many keys are configured."""

    rows: int
    resumed: bool
    keys: int


async def rotate(settings: Settings, store: Store) -> Rotated:
    """Seal everything with a new first key; the older keys stay, to open older backups.

    With keys in the environment the operator puts the new one first; here everything is sealed
    with it. Otherwise a new key is written into the key file, unless an earlier rotation was cut
    off: then that one is finished. Running processes follow by themselves.
    """
    resumed = not await _is_finished(store)
    if not settings.encryption_keys.get_secret_value().strip() and not resumed:
        replace_key_file(settings.key_file, [new_key(), *configured_keys(settings)])
    keys = configured_keys(settings)
    vault = Vault(keys)
    rows = sum([await _seal_anew(store, vault, table, column) for table, column in _SEALED])
    await store.database.truncate_log()
    return Rotated(rows, resumed, len(keys))


async def prune(settings: Settings, store: Store) -> int:
    """Drop the older keys from the key file once nothing needs them; gives how many.

    Raises WrongKeys, and drops nothing, if something is still sealed with an older key.
    """
    keys = configured_keys(settings)
    newest = Vault(keys[:1])
    for _, column in _SEALED:
        async with store.read() as connection:
            tokens = await connection.stream_scalars(select(column).where(column.is_not(None)))
            async for token in tokens:
                newest.open(token)
    replace_key_file(settings.key_file, keys[:1])
    return len(keys) - 1


async def _is_finished(store: Store) -> bool:
    async with store.read() as connection:
        token = await connection.scalar(select(key_check.c.payload))
    return token is not None and store.vault.is_current(token)


async def _seal_anew(store: Store, vault: Vault, table: Table, column: Column[str]) -> int:
    """Walk the table by id, a batch a transaction; gives the number of rows that changed."""
    changed, last = 0, 0
    while True:
        async with store.write() as unit:
            batch = (
                select(table.c.id, column.label("token"))
                .where(table.c.id > last, column.is_not(None))
                .order_by(table.c.id)
                .limit(BATCH)
                .with_for_update()
            )
            rows = (await unit.connection.execute(batch)).all()
            for row in rows:
                if vault.is_current(row.token):
                    continue
                await unit.connection.execute(
                    update(table)
                    .where(table.c.id == row.id)
                    .values({column: vault.seal(vault.open(row.token))})
                )
                changed += 1
        if len(rows) < BATCH:
            return changed
        last = rows[-1].id
