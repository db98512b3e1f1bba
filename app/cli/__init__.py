"""The command line: `circleback ...`."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version

import typer

from app.cli import apology, db, flows, webhook
from app.cli.chat import chat
from app.cli.serve import serve, worker
from app.cli.understand import understand
from app.cli.when import when

app = typer.Typer(
    help="Circleback, the repair coach.", no_args_is_help=True, pretty_exceptions_enable=False
)
app.command()(serve)
app.command()(worker)
app.command()(chat)
app.command()(understand)
app.command()(when)
app.add_typer(flows.app, name="flows")
app.add_typer(apology.app, name="apology")
app.add_typer(db.db, name="db")
app.add_typer(db.keys, name="keys")
app.add_typer(webhook.app, name="webhook")


@app.command()
def version() -> None:
    """Say which version this is."""
    try:
        typer.echo(installed_version("circleback"))
    except PackageNotFoundError:
        typer.echo("0.1.0 (from source)")


def main() -> None:
    """The console script."""
    app()
