"""Cut a long message into overlapping windows, each as long as an ordinary message.

A rule may ask for two things "anywhere in the message". In a pasted letter these would meet by
chance across paragraphs, and one frightening sentence would drown among harmless ones; a window
keeps together what was said together.
"""

from collections.abc import Iterator

from app.coach.screen.normalise import SENTENCE_END

WINDOW = 60
OVERLAP = 25


def windows(plain: str) -> Iterator[str]:
    """Windows of at most `WINDOW` tokens of a normalised text, in order.

    Consecutive windows share about `OVERLAP` tokens, so that nothing is cut in two, and start
    after a sentence's end where one is near.
    """
    tokens = plain.split()
    start = 0
    while True:
        end = min(start + WINDOW, len(tokens))
        yield f" {' '.join(tokens[start:end])} {SENTENCE_END} "
        if end == len(tokens):
            return
        start = _after_sentence_end(tokens, end - OVERLAP, end - OVERLAP // 3)


def sentences(window: str) -> Iterator[str]:
    """The sentences of a window, each as a window of its own; none when there is but one."""
    mark = f" {SENTENCE_END} "
    parts = [part.strip() for part in window.split(mark) if part.strip(f" {SENTENCE_END}")]
    if len(parts) > 1:
        yield from (f"{mark}{part}{mark}" for part in parts)


def _after_sentence_end(tokens: list[str], first: int, last: int) -> int:
    for place in range(first, last):
        if tokens[place] == SENTENCE_END:
            return place
    return first
