"""What an operator may see: logs and metrics that never hold a word of what people write.

Log lines carry names, numbers and the places of errors. The message of an exception is left out,
since a database or a validator quotes the values it choked on.
"""

import json
import logging
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from types import TracebackType

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

_FIELDS = ("method", "route", "status", "seconds", "channel", "outcome", "count", "event")
_TALKATIVE = (
    "httpx",
    "httpcore",
    "telegram",
    "sqlalchemy",
    "aiosqlite",
    "asyncio",
    "alembic",
    "transitions",
)
_TURN_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


def describe_error(
    kind: type[BaseException] | None, trace: TracebackType | None, *, frames: int = 6
) -> dict[str, object]:
    """The class of an exception and the innermost places it went through, without its message."""
    places = [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in extract_tb(trace)[-frames:]
    ]
    return {"error": kind.__name__ if kind else "unknown", "places": places}


class PrivateFormatter(logging.Formatter):
    """Formats a record as one line, JSON or plain, from its message, the known extra fields and
    the shape of its exception."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """One line for the record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line |= describe_error(record.exc_info[0], record.exc_info[2])
        if self._as_json:
            return json.dumps(line, ensure_ascii=False, default=str)
        head = [str(line.pop(key)) for key in ("at", "level", "logger", "message")]
        return " ".join([*head, *(f"{key}={value}" for key, value in line.items())])


def configure_logging(level: str = "INFO", *, as_json: bool | None = None) -> None:
    """Send all logs to standard error through PrivateFormatter; JSON unless a person watches.

    Libraries that log addresses with tokens or statements with values speak from warning up.
    """
    if as_json is None:
        as_json = not sys.stderr.isatty()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PrivateFormatter(as_json=as_json))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.getLogger("uvicorn.access").disabled = True


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits at this moment: messages to send, messages given up on, and for how many seconds
    the oldest due timer has been waiting."""

    outbox_pending: int = 0
    outbox_dead: int = 0
    timers_lag_seconds: float = 0.0


@dataclass(slots=True)
class Outcome:
    """How a turn went: `done`, `duplicate` (seen before), `failed` (the script broke) or `error`
    (nothing was committed)."""

    name: str = "done"


class Metrics:
    """The measures of one process. Labels hold names of ours alone: channels, outcomes, routes."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, backlog: Callable[[], Awaitable[Backlog]] | None = None) -> None:
        self._backlog = backlog
        self._registry = CollectorRegistry()
        self._turns = Counter(
            "circleback_turns", "Turns taken", ["channel", "outcome"], registry=self._registry
        )
        self._turn_seconds = Histogram(
            "circleback_turn_seconds",
            "Time from an update to its commit",
            ["channel"],
            buckets=_TURN_BUCKETS,
            registry=self._registry,
        )
        self._requests = Counter(
            "circleback_http_requests",
            "HTTP requests answered",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._streams = Gauge(
            "circleback_open_streams", "Pages listening now", registry=self._registry
        )
        self._pending = Gauge(
            "circleback_outbox_pending", "Messages waiting to be sent", registry=self._registry
        )
        self._dead = Gauge(
            "circleback_outbox_dead", "Messages given up on", registry=self._registry
        )
        self._lag = Gauge(
            "circleback_timers_due_lag_seconds",
            "Age of the oldest due timer that has not fired",
            registry=self._registry,
        )

    @contextmanager
    def turn(self, channel: str) -> Iterator["Outcome"]:
        """Measure one turn. Its outcome is what is written into the yielded value, or `error`
        when an exception passes."""
        began = time.perf_counter()
        outcome = Outcome()
        try:
            yield outcome
        except BaseException:
            outcome.name = "error"
            raise
        finally:
            self._turns.labels(channel, outcome.name).inc()
            self._turn_seconds.labels(channel).observe(time.perf_counter() - began)

    @contextmanager
    def stream(self) -> Iterator[None]:
        """Count a listening page for as long as it listens."""
        with self._streams.track_inprogress():
            yield

    def request(self, method: str, route: str, status: int) -> None:
        """Count one answered request; `route` is the pattern of the path, never the path."""
        self._requests.labels(method, route, str(status)).inc()

    async def render(self) -> bytes:
        """All measures in Prometheus' text format, with the backlog as it is now."""
        if self._backlog:
            waiting = await self._backlog()
            self._pending.set(waiting.outbox_pending)
            self._dead.set(waiting.outbox_dead)
            self._lag.set(waiting.timers_lag_seconds)
        return generate_latest(self._registry)
