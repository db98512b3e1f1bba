"""`circleback db upgrade` and `circleback keys rotate|prune|new`: the store's upkeep."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from sqlalchemy.exc import SQLAlchemyError

from app.settings import Settings
from app.store import crypto, rotation
from app.store.migrations import SchemaOutdated, migrate
from app.store.store import Store

db = typer.Typer(help="Upkeep of the database.", no_args_is_help=True)
keys = typer.Typer(help="The keys that seal what people write.", no_args_is_help=True)

T = TypeVar("T")


@db.callback()
def _db() -> None:
    """Keeps `upgrade` a sub-command while it is the only one."""


@db.command()
def upgrade() -> None:
    """Bring the database to the version that this program needs. Does nothing if it is there."""
    try:
        asyncio.run(migrate(Settings().database))
    except (SQLAlchemyError, OSError) as error:
        raise _stop(f"The database cannot be upgraded: {_plain(error)}") from None
    typer.echo("The database is up to date.")


@keys.command()
def rotate() -> None:
    """Seal everything with a new key. May run while people write; may be cut off and repeated.

    With ENCRYPTION_KEYS set, put the new key first there and restart before running this.
    """
    settings = Settings()
    done = _with_store(settings, lambda store: rotation.rotate(settings, store))
    typer.echo(f"{done.rows} rows sealed anew{' (resumed)' if done.resumed else ''}.")
    if done.keys > 1:
        typer.echo(
            f"{done.keys - 1} older keys still open older backups. When running processes have "
            "been restarted and no backup needs them, drop them: circleback keys prune"
        )


@keys.command()
def prune() -> None:
    """Drop the older keys from the key file, if nothing stored needs them."""
    settings = Settings()
    if settings.encryption_keys.get_secret_value().strip():
        raise _stop("The keys are in ENCRYPTION_KEYS: take the older ones out there.")
    dropped = _with_store(settings, lambda store: rotation.prune(settings, store))
    typer.echo(f"{dropped} older keys dropped.")


@keys.command()
def new() -> None:
    """Print a fresh key for ENCRYPTION_KEYS."""
    typer.echo(crypto.new_key())


def _with_store(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    async def done() -> T:
        store = await Store.open(settings)
        try:
            return await work(store)
        finally:
            await store.close()

    try:
        return asyncio.run(done())
    except (crypto.KeyFault, SchemaOutdated) as fault:
        raise _stop(str(fault)) from None
    except (SQLAlchemyError, OSError) as error:
        raise _stop(f"The database cannot be reached: {_plain(error)}") from None


def _plain(error: Exception) -> str:
    """The driver's own first line; SQLAlchemy's message would add statements."""
    cause = getattr(error, "orig", None) or error
    return (str(cause).splitlines() or [type(cause).__name__])[0]


def _stop(why: str) -> typer.Exit:
    typer.echo(why, err=True)
    return typer.Exit(1)
