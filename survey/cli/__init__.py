"""The command line: ``python -m survey COMMAND``.

One module per group of commands. A module lists its commands (or its group) in
``COMMANDS``; adding that to the tuple below puts them on the command line. A module
imports services inside its functions, so that ``--help`` stays quick.
"""

from __future__ import annotations

import click

from survey.cli import (
    account,
    boundaries,
    changes,
    copies,
    demonstration,
    frame,
    operation,
    questionnaire,
    regression,
    responses,
    results,
    serve,
    survey,
    tables,
    trends,
    weights,
)
from survey.cli.entry import Entry

COMMANDS: tuple[click.Command, ...] = (
    *serve.COMMANDS,
    *account.COMMANDS,
    *survey.COMMANDS,
    *frame.COMMANDS,
    *questionnaire.COMMANDS,
    *copies.COMMANDS,
    *responses.COMMANDS,
    *results.COMMANDS,
    *changes.COMMANDS,
    *regression.COMMANDS,
    *tables.COMMANDS,
    *trends.COMMANDS,
    *weights.COMMANDS,
    *boundaries.COMMANDS,
    *demonstration.COMMANDS,
    *operation.COMMANDS,
)


def command_line() -> Entry:
    """The whole command line, put together from the modules."""
    root = Entry(
        "survey",
        help="科问 Kewen: surveys of science workers. Exit codes: 0 done, 2 refused, 1 defect.",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for command in COMMANDS:
        root.add_command(command)
    return root


main = command_line()
