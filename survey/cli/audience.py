"""``--audience`` and ``--unit``: by whose rules a command makes its table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]


def audience_options(help_text: str) -> Callable[[Command], Command]:
    """The two options of a command; ``help_text`` says what the rules do to its table."""

    def added(command: Command) -> Command:
        unit = click.option(
            "--unit",
            default="",
            metavar="NAME",
            help="The unit that will read it, by name or code: with --audience unit, and only then.",
        )
        audience = click.option(
            "--audience",
            type=click.Choice(["public", "unit", "internal"]),
            default="public",
            show_default=True,
            help=help_text,
        )
        return audience(unit(command))

    return added
