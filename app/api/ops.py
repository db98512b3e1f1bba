"""For the operator: alive, ready, measured."""

import asyncio
import logging
from collections.abc import Mapping

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app.api.parts import Check
from app.observability import Metrics

CHECK_SECONDS = 3.0
"""How long one check may take before its part counts as not ready."""

_log = logging.getLogger(__name__)


class Alive(BaseModel):
    """The process answers."""

    status: str = "alive"


class Readiness(BaseModel):
    """Whether traffic may come; `not_ready` names the parts that hold it back."""

    ready: bool
    not_ready: list[str]


def ops_router(checks: Mapping[str, Check], metrics: Metrics) -> APIRouter:
    """The routes /healthz, /readyz and /metrics."""
    router = APIRouter(tags=["operations"])

    @router.get("/healthz")
    async def healthz() -> Alive:
        """The process is alive. Says nothing about what it depends on."""
        return Alive()

    @router.get("/readyz", responses={503: {"model": Readiness}})
    async def readyz(response: Response) -> Readiness:
        """Database, migrations and flows are there; 503 names what is not."""
        verdicts = await asyncio.gather(*(_passes(n, check) for n, check in checks.items()))
        not_ready = [name for name, passed in zip(checks, verdicts, strict=True) if not passed]
        response.status_code = 503 if not_ready else 200
        return Readiness(ready=not not_ready, not_ready=not_ready)

    @router.get("/metrics", response_class=Response)
    async def measures() -> Response:
        """Prometheus measures, without anything about a person."""
        return Response(await metrics.render(), media_type=metrics.content_type)

    return router


async def _passes(name: str, check: Check) -> bool:
    try:
        await asyncio.wait_for(check(), CHECK_SECONDS)
    except Exception:  # noqa: BLE001 - whatever a check raises means not ready
        _log.warning("not ready: %s", name, exc_info=True)
        return False
    return True
