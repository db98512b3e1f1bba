"""`circleback webhook set|info|delete`, over a real connection."""

import pytest
from typer.testing import CliRunner

from app.channels.telegram.setup import webhook_secret
from app.cli.webhook import app

from .fake_bot_api import World
from .fake_bot_api.serving import served_in_thread
from .rig import HOOK, TOKEN


@pytest.fixture
def world():
    return World()


@pytest.fixture
def run(world, monkeypatch, tmp_path):
    """Runs the command against the fake; the result of typer's runner."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TELEGRAM_WEBHOOK_SECRET", raising=False)
    with served_in_thread(world, TOKEN) as base:

        def command(*words, token=TOKEN, public="https://coach.example/"):
            monkeypatch.setenv("TELEGRAM_API_BASE", base + "/")
            monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
            monkeypatch.setenv("PUBLIC_URL", public)
            return CliRunner().invoke(app, words)

        yield command


def test_set_info_delete(run, world):
    assert run("set").exit_code == 0
    assert world.webhook.url == HOOK
    assert world.webhook.secret == webhook_secret("", TOKEN)
    shown = run("info")
    assert HOOK in shown.output
    assert "last error: (none)" in shown.output
    assert run("delete").exit_code == 0
    assert world.webhook.url == ""
    assert "polling" in run("info").output


def test_a_bad_token_is_refused_and_never_shown(run):
    result = run("info", token="4242:wrong-token")
    assert result.exit_code == 1
    assert "@BotFather" in result.output
    assert "wrong-token" not in result.output


@pytest.mark.parametrize(
    ("given", "says"), [({"public": "coach.example"}, "PUBLIC_URL"), ({"token": ""}, "not set")]
)
def test_what_is_missing_is_named(run, given, says):
    result = run("set", **given)
    assert result.exit_code == 1
    assert says in result.output
