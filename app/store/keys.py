"""Where the encryption keys come from: the environment, or a file made on the first run."""

import contextlib
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.settings import Settings
from app.store.crypto import KeyFault, Vault, new_key, parse_keys


class NoKeys(KeyFault):
    """There is data already, but no key to open it with."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "This database holds sealed data, but there is no key: ENCRYPTION_KEYS is not set and "
            f"{path} does not exist. Set the one or restore the other from your backup. "
            "Without the key nobody can read what is stored."
        )


def configured_keys(settings: Settings) -> tuple[str, ...]:
    """The keys that are set, the one to seal with first; empty if there are none.

    Raises MalformedKey.
    """
    in_environment = settings.encryption_keys.get_secret_value()
    if in_environment.strip():
        return parse_keys(in_environment, "ENCRYPTION_KEYS")
    try:
        text = settings.key_file.read_text("ascii")
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError:
        text = "?"  # reported as malformed, like any other text that is no key
    return parse_keys(text, str(settings.key_file))


def open_vault(settings: Settings, *, has_data: bool) -> Vault:
    """The vault with the keys that are set; on a first run a key file is made.

    has_data  true if something is sealed already: then a new key would only hide that the old
              one is lost.
    Raises MalformedKey or NoKeys.
    """
    keys = configured_keys(settings)
    if not keys:
        if has_data:
            raise NoKeys(settings.key_file)
        create_key_file(settings.key_file, new_key())
        keys = configured_keys(settings)
    return Vault(keys, lambda: configured_keys(settings))


def create_key_file(path: Path, key: str) -> None:
    """Write a first key, readable by the owner only, whole or not at all.

    If another process made the file meanwhile, its key is left as it is.
    """
    with _written_beside(path, [key]) as fresh, contextlib.suppress(FileExistsError):
        os.link(fresh, path)


def replace_key_file(path: Path, keys: Sequence[str]) -> None:
    """Put these keys in place of those in the file, whole or not at all."""
    with _written_beside(path, keys) as fresh:
        fresh.replace(path)


@contextlib.contextmanager
def _written_beside(path: Path, keys: Sequence[str]) -> Iterator[Path]:
    """A complete, synced file with the keys next to `path`; gone again at the end."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("".join(f"{key}\n" for key in keys))
            file.flush()
            os.fsync(file.fileno())
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)
