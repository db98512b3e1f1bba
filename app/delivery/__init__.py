"""What leaves the house, and what comes due: outbox, timers, signals."""
