"""``serve``: the production server."""

from __future__ import annotations

import os

import click

from survey.settings import read_settings


@click.command()
@click.option("--host", help="Address to listen on (HOST).")
@click.option("--port", type=int, help="Port to listen on (PORT).")
@click.option("--workers", type=int, help="Processes (WORKERS).")
@click.option("--demonstration", is_flag=True, help="Load the demonstration if the database is new.")
def serve(host: str | None, port: int | None, workers: int | None, demonstration: bool) -> None:
    """Serve respondents and staff; the database is migrated first.

    SIGHUP puts new workers in place of the old ones without dropping a request.
    """
    given = {"HOST": host, "PORT": port, "WORKERS": workers}
    # Workers are fresh processes that read the environment again.
    os.environ.update({name: str(value) for name, value in given.items() if value is not None})
    settings = read_settings()
    from survey.server.preparation import prepare
    from survey.server.processes import listen, run

    # First, so that a second server ends before it has replaced the set-up link of the first.
    listening = listen(settings)
    prepare(settings, demonstration=demonstration)
    run(settings, listening)


COMMANDS: tuple[click.Command, ...] = (serve,)
