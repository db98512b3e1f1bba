"""The fake Bot API over HTTP: `/bot<token>/<method>`, as https://api.telegram.org does it."""

import asyncio
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from .methods import METHODS
from .world import ApiError, World


class Broken(Response):
    """An answer that ends before it is whole: the connection breaks."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


def create_app(world: World, token: str) -> Starlette:
    """The server of one bot."""

    async def call(request: Request) -> Response:
        method = request.path_params["method"]
        if request.path_params["token"] != token:
            return _refusal(ApiError(401, "Unauthorized"))
        parameters = await _parameters(request)
        world.calls.append((method, parameters))
        chat = parameters.get("chat_id")
        fault = world.fault_for(method, int(chat) if chat else None)
        try:
            if fault and fault.latency:
                await asyncio.sleep(fault.latency)
            if fault and fault.error:
                raise fault.error
            if method not in METHODS:
                raise ApiError(404, "Not Found: method not found")
            result = await METHODS[method](world, parameters)
        except ApiError as error:
            return _refusal(error)
        if fault and fault.drop:
            return Broken()
        return JSONResponse({"ok": True, "result": result})

    return Starlette(
        routes=[Route("/bot{token}/{method}", call, methods=["GET", "POST"])],
    )


def _refusal(error: ApiError) -> JSONResponse:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    if error.parameters:
        body["parameters"] = error.parameters
    return JSONResponse(body, status_code=error.code)


async def _parameters(request: Request) -> dict[str, Any]:
    parameters: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        return parameters | await request.json()
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return parameters | _multipart(request.headers["content-type"], await request.body())
    form = (await request.body()).decode()
    return parameters | dict(parse_qsl(form, keep_blank_values=True, strict_parsing=bool(form)))


def _multipart(content_type: str, body: bytes) -> dict[str, Any]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    parts = message_from_bytes(head + body).get_payload()
    named = {part.get_param("name", header="content-disposition"): part for part in parts}
    return {name: part.get_payload(decode=True).decode() for name, part in named.items()}
