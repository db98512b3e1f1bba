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


def _after_sentence_end(tokens: list[str], first: int, last: int) -> int:
    for place in range(first, last):
        if tokens[place] == SENTENCE_END:
            return place
    return first
