"""Names of what can be waited for. They travel between replicas and hold nothing secret."""

TIMERS = "timers"
"""Some timer was set, moved or released."""


def outbox_of(channel: str) -> str:
    """Messages of this channel wait to be carried."""
    return f"outbox:{channel}"


def stream_of(conversation_id: int) -> str:
    """The conversation's stream has new rows."""
    return f"stream:{conversation_id}"
