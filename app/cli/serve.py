"""`circleback serve` and `circleback worker`: everything, or all but the web page."""

import asyncio
import signal

import typer
import uvicorn

from app.api.server import Server
from app.cli.faults import kind_faults
from app.composition import open_core, running
from app.observability import configure_logging
from app.settings import Settings
from app.telegram_composition import build_telegram
from app.web_composition import build_app


def serve() -> None:
    """Serve the web chat, and Telegram where TELEGRAM_BOT_TOKEN is set."""
    settings = Settings()
    configure_logging(settings.log_level)
    with kind_faults():
        asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    async with open_core(settings) as core:
        telegram = build_telegram(core) if settings.telegram_bot_token.get_secret_value() else None
        closing = asyncio.Event()
        app = build_app(core, telegram, closing)
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            proxy_headers=bool(settings.public_url),
            timeout_graceful_shutdown=10,
        )
        typer.echo(f"Circleback: http://{settings.host}:{settings.port}", err=True)
        if telegram:
            way = "webhook" if settings.public_url else "long polling"
            typer.echo(f"Telegram: {way}", err=True)
        await Server(config, closing).serve()


def worker() -> None:
    """Fire timers and send messages, without serving pages: one more replica's hands."""
    settings = Settings()
    configure_logging(settings.log_level)
    with kind_faults():
        asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_core(settings) as core:
        token = settings.telegram_bot_token.get_secret_value()
        telegram = build_telegram(core) if token else None
        async with running(core, (telegram.carrier,) if telegram else ()):
            await stop.wait()
        if telegram:
            await telegram.bot.shutdown()
