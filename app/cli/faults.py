"""Faults that an operator can mend, said plainly and without a stack trace."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from app.engine.loader import FlowError
from app.store.crypto import KeyFault
from app.store.migrations import SchemaOutdated


@contextmanager
def kind_faults() -> Iterator[None]:
    """Print what to do about a fault of the set-up and end with exit code 1."""
    try:
        yield
    except FlowError as fault:
        typer.echo(f"The flows cannot be used:\n{fault}", err=True)
        sys.exit(1)
    except (KeyFault, SchemaOutdated) as fault:
        typer.echo(str(fault), err=True)
        sys.exit(1)
    except OSError as fault:
        typer.echo(f"{fault.strerror}: {fault.filename or ''}".rstrip(": "), err=True)
        sys.exit(1)
