"""When a turn fails: try again, or let it go.

An outage (database, keys, network) heals, so its updates are kept for as long as it lasts. Any
other exception is a fault of ours that this update brings out each time; it gets a few tries and
then makes way, or it would hold up its chat for ever.
"""

import logging

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from telegram.error import TelegramError

from app.store.crypto import KeyFault

_log = logging.getLogger(__name__)

TRIES = 5
"""Tries of an update that brings out a fault of ours."""
KEPT_UPDATES = 1024
"""Failing updates whose tries are counted."""
_OUTAGES = (OperationalError, InterfaceError, PoolTimeout, OSError, KeyFault, TelegramError)


class NotCommitted(Exception):
    """The update has left no trace; Telegram is to deliver it again."""


class Failures:
    """Counts the failing tries of updates."""

    def __init__(self) -> None:
        self._tries: dict[str, int] = {}

    def try_again(self, update_id: str, error: Exception) -> bool:
        """Whether the update that failed is worth another try. Logs it, without its content."""
        kind = type(error).__name__
        if isinstance(error, _OUTAGES):
            _log.warning("Update %s waits: %s", update_id, kind)
            return True
        if update_id not in self._tries and len(self._tries) >= KEPT_UPDATES:
            self._tries.pop(next(iter(self._tries)))
        tries = self._tries[update_id] = self._tries.get(update_id, 0) + 1
        if tries < TRIES:
            _log.warning("Update %s failed (try %d of %d): %s", update_id, tries, TRIES, kind)
            return True
        del self._tries[update_id]
        _log.error("Update %s given up after %d tries: %s", update_id, TRIES, kind)
        return False
