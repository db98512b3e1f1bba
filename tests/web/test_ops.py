"""Alive, ready, measured, documented, and kind to the lost."""

import json
import logging

import pytest

from app.observability import Backlog, Metrics, PrivateFormatter

from .sending import begin, send


async def test_alive_says_nothing_about_what_it_depends_on(make_client):
    async def down() -> None:
        raise OSError("no database")

    async with make_client(checks={"database": down}) as client:
        answer = await client.get("/healthz")
        assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


async def test_not_ready_names_the_parts_and_nothing_more(make_client):
    async def down() -> None:
        raise OSError("postgres://user:secret@host")

    async def up() -> None:
        return None

    async with make_client(checks={"database": down, "flows": up, "migrations": down}) as client:
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {"ready": False, "not_ready": ["database", "migrations"]}


async def test_ready_when_every_check_passes(client):
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "not_ready": []})


def _requests(method: str, route: str, status: int) -> str:
    labels = f'method="{method}",route="{route}",status="{status}"'
    return f"circleback_http_requests_total{{{labels}}} 1.0"


async def test_metrics_count_turns_requests_and_what_waits(make_client, coach):
    async def backlog() -> Backlog:
        return Backlog(outbox_pending=3, outbox_dead=1, timers_lag_seconds=7.5)

    async with make_client(metrics=Metrics(backlog)) as client:
        await begin(client)
        coach.fault = RuntimeError("broken")
        await send(client, "a private sentence")
        await client.get("/api/interface/es")
        await client.get("/a/private/path")
        text = (await client.get("/metrics")).text
    for line in (
        'circleback_turns_total{channel="web",outcome="done"} 1.0',
        'circleback_turns_total{channel="web",outcome="error"} 1.0',
        'circleback_turn_seconds_count{channel="web"} 2.0',
        _requests("POST", "/api/chat/events", 200),
        _requests("POST", "/api/chat/events", 500),
        _requests("GET", "/api/interface/{locale}", 200),
        _requests("GET", "none", 404),
        "circleback_outbox_pending 3.0",
        "circleback_outbox_dead 1.0",
        "circleback_timers_due_lag_seconds 7.5",
    ):
        assert line in text, line
    assert "private" not in text


async def test_the_lost_get_a_small_page_in_their_language(client):
    headers = {"Accept": "text/html", "Accept-Language": "es"}
    answer = await client.get("/nowhere/<script>", headers=headers)
    assert answer.status_code == 404
    assert '<html lang="es"' in answer.text
    assert "Aquí no hay nada" in answer.text
    assert "<script>" not in answer.text


async def test_programs_that_are_lost_get_json(client):
    answer = await client.get("/nowhere")
    assert answer.status_code == 404
    assert answer.json() == {"error": "not_found", "message": "There is nothing at this address."}


async def test_the_api_is_documented(client):
    paths = (await client.get("/openapi.json")).json()["paths"]
    assert {"/api/chat/events", "/api/chat/history", "/api/chat/stream", "/readyz"} <= paths.keys()
    assert "429" in paths["/api/chat/events"]["post"]["responses"]


@pytest.mark.parametrize("as_json", [True, False])
def test_a_log_line_tells_where_an_error_was_but_not_what_it_quotes(as_json):
    try:
        raise ValueError("my secret words")
    except ValueError as error:
        record = logging.LogRecord(
            "web", logging.ERROR, "", 0, "a request %s", ("failed",),
            (type(error), error, error.__traceback__),
        )  # fmt: skip
    record.route = "/api/chat/events"
    record.body = "my secret body"
    line = PrivateFormatter(as_json=as_json).format(record)
    assert "secret" not in line
    assert "ValueError" in line
    assert "test_ops.py" in line
    assert "/api/chat/events" in line
    assert "\n" not in line
    if as_json:
        assert json.loads(line)["message"] == "a request failed"


async def test_nothing_said_reaches_the_logs(client, coach, caplog):
    caplog.set_level(logging.DEBUG)
    formatter = PrivateFormatter(as_json=True)
    await begin(client)
    coach.fault = RuntimeError("quoting: unspeakable")
    await send(client, "unspeakable")
    await send(client, "unspeakable")
    ours = [r for r in caplog.records if r.name.startswith(("app", "circleback"))]
    assert any(record.levelno == logging.ERROR for record in ours)
    assert "unspeakable" not in "".join(formatter.format(record) for record in ours)
