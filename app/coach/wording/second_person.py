"""From speaking about the partner ("I yelled at her") to speaking to them ("I yelled at you").

Only words that can mean nobody but the partner are turned. Once another person is named, a later
pronoun could mean that one, so it stays as typed and the person can mend it.
"""

import re

_TOKEN = re.compile(r"[A-Za-z']+|[^A-Za-z']+")
_PARTNER = frozenset(
    "wife husband partner girlfriend boyfriend gf bf fiance fiancé fiancée spouse hubby wifey"
    " missus mrs".split()
)
_OTHERS = frozenset(
    "mother mom mum dad father sister brother son daughter kid kids child children baby friend"
    " friends boss parents family colleague coworker ex aunt uncle cousin neighbor neighbour"
    " grandma grandpa teacher waiter people guy guys woman man girl boy".split()
)
_SUBJECTS = frozenset("he she they".split())
_OBJECTS = {
    "him": "you", "them": "you", "himself": "yourself", "herself": "yourself",
    "themselves": "yourself", "hers": "yours", "theirs": "yours", "their": "your",
    "he's": "you're", "she's": "you're", "they're": "you're", "he'd": "you'd", "she'd": "you'd",
    "they'd": "you'd", "he'll": "you'll", "she'll": "you'll", "they'll": "you'll",
}  # fmt: skip
_MANY = frozenset("they them their theirs themselves they're they'd they'll".split())
_AGREES = {
    "was": "were", "is": "are", "has": "have", "does": "do", "wasn't": "weren't",
    "isn't": "aren't", "hasn't": "haven't", "doesn't": "don't",
}  # fmt: skip
_NOT_OWNED = frozenset(
    "and or but when while because so that to in on at with from for by about as if again down up"
    " off out away over all very really like feel cry go in alone last yesterday today this every"
    " before after until i you he she it we they was is were are has".split()
)
_ADDRESSED = frozenset("you your you're yours yourself u ur".split())


def names_others(text: str) -> bool:
    """True if somebody else than the partner is named ("the kids"), whom "they" could mean."""
    return any(token.lower() in _OTHERS for token in _TOKEN.findall(text))


def to_you(text: str, name: str = "", *, others: bool = False) -> str:
    """The text as said to the partner; unchanged if it speaks to them already.

    name    what the person calls the partner, turned as well.
    others  True if "they" may be somebody else and is to stay.
    """
    tokens = _TOKEN.findall(text)
    if any(token.lower() in _ADDRESSED for token in tokens):
        return text
    return "".join(_turned(tokens, name.lower(), others=others))


def _turned(tokens: list[str], name: str, *, others: bool) -> list[str]:
    turned: list[str] = []
    agree = False
    for index, token in enumerate(tokens):
        low = token.lower()
        if not low[0].isalpha():
            turned.append(token)
            continue
        if low in _OTHERS:
            return [*turned, *tokens[index:]]
        if others and low in _MANY:
            turned.append(token)
            continue
        word, agree = _word(tokens, index, low, name, agree=agree)
        if word in ("you", "your") and turned and turned[-1] == " " and turned[-2:-1] == ["my"]:
            del turned[-2:]
        turned.append(word)
    return turned


def _word(tokens: list[str], index: int, low: str, name: str, *, agree: bool) -> tuple[str, bool]:
    """The word to put, and whether a following verb must agree with "you"."""
    token = tokens[index]
    if agree and low in _AGREES:
        return _AGREES[low], False
    if low in _SUBJECTS or low in _PARTNER or (name and low == name):
        return "you", True
    if low.endswith("'s") and (low[:-2] in _PARTNER or (name and low[:-2] == name)):
        return "your", False
    if low in ("her", "his"):
        return ("your" if _owns(tokens, index) else "you"), False
    return _OBJECTS.get(low, token), False


def _owns(tokens: list[str], index: int) -> bool:
    following = [t.lower() for t in tokens[index + 1 : index + 3]]
    if len(following) < 2 or following[0] != " ":
        return tokens[index].lower() == "his"
    return following[1] not in _NOT_OWNED
