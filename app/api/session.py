"""The session: a random secret in a cookie. It is never in an address, and never stored by us;
what is stored is its SHA-256, as the address of the conversation."""

import re
import secrets
from dataclasses import dataclass

from fastapi import Request, Response

from app.channels.web import address_of

_SECRET_BYTES = 32
_MAX_AGE = 180 * 24 * 60 * 60
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Session:
    """One browser's session."""

    id: str

    @property
    def address(self) -> str:
        """Where its conversation is kept."""
        return address_of(self.id)


def new_session() -> Session:
    """A session that nobody can guess: 256 random bits."""
    return Session(secrets.token_urlsafe(_SECRET_BYTES))


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """How the session travels. Strict, since only our own page sends it, and it asks for
    everything after it has loaded. With https the name's prefix makes browsers insist on Secure
    and on this very host."""

    secure: bool

    @property
    def name(self) -> str:
        """The cookie's name."""
        return "__Host-circleback" if self.secure else "circleback"

    def read(self, request: Request) -> Session | None:
        """The request's session; None if it brings none that we could have given."""
        value = request.cookies.get(self.name, "")
        return Session(value) if _SHAPE.fullmatch(value) else None

    def write(self, response: Response, session: Session) -> None:
        """Give the session to the browser, or keep it for another 180 days."""
        response.set_cookie(
            self.name,
            session.id,
            max_age=_MAX_AGE,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="strict",
        )
