"""`circleback webhook set|info|delete`: how Telegram's updates reach us."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from app.channels.telegram import setup
from app.channels.telegram.bot import build_bot
from app.settings import Settings

app = typer.Typer(help="Set, show or delete the Telegram webhook.", no_args_is_help=True)

T = TypeVar("T")


@app.command("set")
def set_() -> None:
    """Have Telegram post updates to PUBLIC_URL."""
    settings = Settings()
    try:
        url = setup.webhook_url(settings.public_url, settings.telegram_api_base)
    except ValueError as fault:
        raise _stop(f"{fault}.") from None
    secret = setup.webhook_secret(
        settings.telegram_webhook_secret.get_secret_value(),
        settings.telegram_bot_token.get_secret_value(),
    )
    _ask(settings, lambda bot: setup.set_webhook(bot, url, secret))
    typer.echo(f"Telegram posts updates to {url}")


@app.command()
def info() -> None:
    """Show what Telegram knows of the webhook."""
    state = _ask(Settings(), setup.webhook_state)
    typer.echo(f"url: {state.url or '(none: updates are fetched by polling)'}")
    typer.echo(f"waiting updates: {state.pending}")
    typer.echo(f"last error: {state.last_error or '(none)'}")


@app.command()
def delete() -> None:
    """Go back to polling; waiting updates are kept."""
    _ask(Settings(), setup.delete_webhook)
    typer.echo("Webhook deleted; updates are fetched by polling from now on.")


def _ask(settings: Settings, question: Callable[[Bot], Awaitable[T]]) -> T:
    token = settings.telegram_bot_token.get_secret_value()
    if not token:
        raise _stop("TELEGRAM_BOT_TOKEN is not set.")

    async def asked() -> T:
        bot = build_bot(token, settings.telegram_api_base)
        async with bot:
            return await question(bot)

    try:
        return asyncio.run(asked())
    except InvalidToken:  # its message may hold the token
        raise _stop("Telegram refuses TELEGRAM_BOT_TOKEN; @BotFather gives a new one.") from None
    except TelegramError as error:
        raise _stop(f"Telegram says: {error.message}") from None


def _stop(why: str) -> typer.Exit:
    typer.echo(why, err=True)
    return typer.Exit(1)
