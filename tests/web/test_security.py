"""Who may speak to the API, how fast, and what browsers are told."""

import pytest
from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.api.limits import Limiter, Pace

from .sending import begin, send


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client):
    answer = await send(client, "start", kind="command")
    name, *rules = answer.headers["set-cookie"].split("; ")
    assert name.startswith("circleback=")
    assert len(name.partition("=")[2]) == 43
    assert {rule.lower() for rule in rules} == {
        "httponly", "max-age=15552000", "path=/", "samesite=strict",
    }  # fmt: skip


async def test_behind_https_the_cookie_is_secure_and_bound_to_the_host(make_client):
    async with make_client(url="https://ours.example", public_url="https://ours.example") as client:
        answer = await send(client, "start", kind="command")
        assert answer.headers["set-cookie"].startswith("__Host-circleback=")
        assert "; Secure" in answer.headers["set-cookie"]
        assert "max-age" in answer.headers["strict-transport-security"]


async def test_looking_at_the_page_begins_no_session(client):
    for path in ("/", "/api/chat/history"):
        assert "set-cookie" not in (await client.get(path)).headers


@pytest.mark.parametrize("cookie", ["", "short", "x" * 44, "' OR 1=1 --" + "x" * 32])
async def test_a_cookie_we_never_gave_is_replaced(client, cookie):
    answer = await send(client, "hi", headers={"Cookie": f"circleback={cookie}"})
    assert answer.status_code == 200
    assert "set-cookie" in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://test.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://test", "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_other_sites_are_turned_away(client, coach, headers):
    answer = await send(client, "hello", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"] == "foreign"
    assert coach.seen == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://test", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "https://ours.example"},
        {},
    ],
)
async def test_our_own_page_is_let_in(make_client, headers):
    async with make_client(public_url="https://ours.example") as client:
        assert (await send(client, "hello", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_only_json_is_taken(client, coach, media):
    body = b'{"id": "9d5aa1a5-0f5b-4d1e-9a92-2b9d8f3f0e11", "kind": "text", "text": "hi"}'
    answer = await client.post("/api/chat/events", content=body, headers={"Content-Type": media})
    assert answer.status_code in {415, 422}
    assert answer.json()["message"]
    assert coach.seen == []


@pytest.mark.parametrize(
    "path", ["/", "/api/chat/history", "/nowhere", "/static/chat.js", "/healthz"]
)
async def test_every_answer_carries_the_security_headers(client, path):
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/", "/api/chat/history"])
async def test_private_answers_are_kept_nowhere(client, path):
    await begin(client)
    assert (await client.get(path)).headers["cache-control"] == "no-store"


async def test_a_page_of_a_colleague_keeps_its_own_frame_policy(make_client):
    router = APIRouter()

    @router.get("/framed")
    async def framed() -> HTMLResponse:
        policy = "default-src 'self'; frame-ancestors https://web.telegram.org"
        return HTMLResponse("hello", headers={"Content-Security-Policy": policy})

    async with make_client(routers=[router]) as client:
        headers = (await client.get("/framed")).headers
        assert headers["content-security-policy"].endswith("https://web.telegram.org")
        assert headers["x-content-type-options"] == "nosniff"


class Stopwatch:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_a_burst_is_let_through_and_then_slowed_kindly(make_client, coach):
    watch = Stopwatch()
    async with make_client(seconds=watch) as client:
        await begin(client)
        for n in range(20):
            assert (await send(client, f"message {n}")).status_code == 200
        slowed = await send(client, "one more")
        assert slowed.status_code == 429
        assert slowed.headers["retry-after"] == "1"
        assert slowed.json()["message"].startswith("That was quick.")
        watch.now += 1
        assert [(await send(client, "again")).status_code for _ in range(3)] == [200, 200, 429]


async def test_newcomers_of_one_address_are_limited_even_with_invented_sessions(make_client):
    async with make_client(newcomer_pace=Pace(2, 0.1), seconds=Stopwatch()) as client:
        codes = []
        for letter in "abcd":
            answer = await send(client, "hi", headers={"Cookie": f"circleback={letter * 43}"})
            codes.append(answer.status_code)
            client.cookies.clear()
        assert codes == [200, 200, 429, 429]
        assert answer.json()["error"] == "too_many_new"
        assert int(answer.headers["retry-after"]) == 10


async def test_who_is_known_is_not_a_newcomer(make_client):
    async with make_client(newcomer_pace=Pace(1, 0.01), seconds=Stopwatch()) as client:
        await begin(client)
        assert [(await send(client, "hi")).status_code for _ in range(3)] == [200] * 3


def test_the_limiter_forgets_the_longest_unseen():
    limiter = Limiter(Pace(1, 1.0), Stopwatch(), keys=2)
    assert [limiter.take(key) for key in ("a", "b", "a", "c", "a", "b")] == [0, 0, 1, 0, 1, 0]
