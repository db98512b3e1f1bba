"""The daily sweep."""

import logging
from collections.abc import Callable
from random import Random

from app.clock import Clock
from app.delivery.backoff import full_jitter
from app.delivery.signals import Signals
from app.store.retention import sweep
from app.store.store import Store

_log = logging.getLogger(__name__)

DAY = 24 * 60 * 60.0


class Housekeeping:
    """Deletes once a day what is not to be kept longer."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        signals: Signals,
        *,
        jitter: Callable[[], float] | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._signals = signals
        self._jitter = jitter or Random().random

    async def run(self) -> None:
        """Sweep at once and then every day, until cancelled."""
        failures = 0
        while True:
            try:
                await sweep(self._store, self._clock())
                failures = 0
                await self._signals.pause(DAY)
            except Exception as error:  # noqa: BLE001 - tomorrow is another day
                _log.warning("the sweep failed: %s", type(error).__name__)
                failures += 1
                await self._signals.pause(full_jitter(failures, self._jitter(), first=60.0))
