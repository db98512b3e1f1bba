"""Sealing of what people write: authenticated encryption at rest (Fernet, AES-128-CBC + HMAC)."""

from collections.abc import Callable, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class KeyFault(Exception):
    """The encryption keys cannot be used; the message says what to do and holds no key."""


class MalformedKey(KeyFault):
    """A configured key is no Fernet key."""

    def __init__(self, position: int, where: str) -> None:
        super().__init__(
            f"Key {position} in {where} is not an encryption key (32 bytes, URL-safe base64). "
            "Put the right one back, or make a new one with `circleback keys new`."
        )


class WrongKeys(KeyFault):
    """No configured key opens what is stored."""

    def __init__(self) -> None:
        super().__init__(
            "The encryption keys do not open what is stored in this database. Set ENCRYPTION_KEYS, "
            "or restore the file encryption.key, to the keys it was written with."
        )


def parse_keys(text: str, where: str) -> tuple[str, ...]:
    """The keys in a text, separated by commas or white space, the one to seal with first.

    where  names the source in an error's message.
    Raises MalformedKey.
    """
    keys = tuple(text.replace(",", " ").split())
    for position, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            raise MalformedKey(position, where) from None
    return keys


def new_key() -> str:
    """A fresh random key."""
    return Fernet.generate_key().decode()


class Vault:
    """Seals with the first key, opens with any.

    reload  gives the keys as they stand now; asked once when a token does not open, so that a
            running process follows a rotation done by another one.
    """

    def __init__(
        self, keys: Sequence[str], reload: Callable[[], Sequence[str]] | None = None
    ) -> None:
        self._reload = reload
        self._use(keys)

    def seal(self, words: str) -> str:
        """The words, encrypted; the same words never give the same token twice."""
        return self._all.encrypt(words.encode()).decode()

    def open(self, token: str) -> str:
        """The words that `seal` took.

        Raises WrongKeys when no key fits, or when the token was tampered with.
        """
        sealed = token.encode()
        try:
            return self._all.decrypt(sealed).decode()
        except InvalidToken:
            self._follow_rotation()
        try:
            return self._all.decrypt(sealed).decode()
        except InvalidToken:
            raise WrongKeys from None

    def is_current(self, token: str) -> bool:
        """True if the token was sealed with the first key."""
        try:
            self._first.decrypt(token.encode())
        except InvalidToken:
            return False
        return True

    def _follow_rotation(self) -> None:
        if self._reload is not None:
            self._use(self._reload() or self._keys)

    def _use(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)
        fernets = [Fernet(key) for key in keys]
        self._first = fernets[0]
        self._all = MultiFernet(fernets)
