"""How commands speak: results, refusals and defects, for people and for programs.

Exit code 0: done. 2: refused because of the input or the state, nothing was changed.
1: a defect in the program. With ``--json`` the result or the refusals are one JSON
object on standard output; progress and warnings always go to standard error.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from questionnaires.text import Text
from reports.files import write_atomically
from survey.errors import Refusal, all_refusals

Command = TypeVar("Command", bound=Callable[..., Any])
JSON = "kewen.json"
#: The largest number of a row that every kind of database takes.
LARGEST_NUMBER = 2**31 - 1


def json_option(command: Command) -> Command:
    """Give a command ``--json``; :func:`emit` then prints the result as JSON."""

    def remember(context: click.Context, option: click.Parameter, value: bool) -> None:
        context.find_root().meta[JSON] = value

    return click.option(
        "--json",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=remember,
        help="Print the result as JSON on standard output.",
    )(command)


def wants_json() -> bool:
    """Whether the command now running was given ``--json``."""
    context = click.get_current_context(silent=True)
    return bool(context and context.find_root().meta.get(JSON))


def emit(result: Any, text: str | Text = "") -> None:
    """Print what a command has to say: ``result`` with ``--json``, else ``text``."""
    if wants_json():
        click.echo(as_json(result))
    elif text:
        click.echo(both(text) if isinstance(text, Text) else text)


def write_files(files: Mapping[Path, bytes]) -> None:
    """Put results into files that only their owner may read: each whole or not at all.

    What stood there is replaced together with its permissions.

    :raises Refusal: a folder does not exist or takes no files; nothing was written.
    """
    for path in files:
        require_folder(path)
    for path, content in files.items():
        _write(path, content)


def _write(path: Path, content: bytes) -> None:
    try:
        write_atomically(path, lambda target: Path(target).write_bytes(content))
    except OSError as error:
        # What a full disk says names no file, and it is another disk than that of the data.
        raise OSError(error.errno, error.strerror, str(path)) from error


def require_folder(path: Path) -> None:
    """Raise unless a file can be written here: before the work, so that none is done in vain.

    :raises Refusal: the folder does not exist or takes no files.
    """
    folder = path.absolute().parent
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        raise Refusal(
            "path",
            place=str(path),
            reason=Text(zh="不能写到这里", en="Nothing can be written there"),
            remedy=Text(
                zh="请给出已有的、可写的文件夹", en="Name a folder that exists and can be written to"
            ),
        )


def note(text: str | Text) -> None:
    """Tell the person at the terminal something that is no part of the result."""
    click.echo(both(text) if isinstance(text, Text) else text, err=True)


def both(text: Text) -> str:
    """A text in all its languages, one a line."""
    return "\n".join(text.values())


def number_of(count: int, noun: str) -> str:
    """A count with an English noun: 1 page, 2 pages."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def as_json(result: Any) -> str:
    """``result`` as JSON; texts by language, dates in ISO 8601, dataclasses as objects."""
    return json.dumps(result, ensure_ascii=False, indent=2, default=_plain)


def refused(refusal: Refusal, *, json_wanted: bool) -> None:
    """Print a refusal: place, reason and remedy of everything that has to be mended."""
    each = all_refusals(refusal)
    if json_wanted:
        click.echo(as_json({"refused": [_refusal_fields(one) for one in each]}))
        return
    for one in each:
        click.echo(_refusal_lines(one), err=True)


def _refusal_fields(refusal: Refusal) -> dict[str, Any]:
    return {
        "code": refusal.code,
        "place": refusal.place,
        "reason": refusal.reason,
        "remedy": refusal.remedy,
    }


def _refusal_lines(refusal: Refusal) -> str:
    lines = [f"{refusal.place or refusal.code} [{refusal.code}]"]
    for language, reason in refusal.reason.items():
        lines.append(f"  {reason}")
        lines.append(f"  → {refusal.remedy.say(language)}")
    return "\n".join(lines)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Sequence | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
