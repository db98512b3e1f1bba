"""An event loop whose clock jumps to the next timer instead of waiting for it."""

import asyncio
import selectors


class _JumpingSelector(selectors.DefaultSelector):
    now = 1_000_000.0

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("everybody waits and nothing will ever happen")
        self.now += max(timeout, 1e-6)  # work takes time, or whoever waits for "a bit later" spins
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Runs hours in milliseconds, the same way each time. For work within one process only:
    whatever a thread or another process does takes no time here."""

    def __init__(self):
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self):
        return self._jumping.now
