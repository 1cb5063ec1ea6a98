"""The root of the command line: runs a command and turns its ending into an exit code."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from questionnaires.text import Text
from reports.errors import ReportError
from survey.cli import output
from survey.cli.misuse import misuse
from survey.errors import Refusal, Unavailable

DEFECT = Text(
    zh="程序出错，未完成。请把上面的内容交给维护人员。",
    en="The program has a defect and did not finish. Please give the lines above to whoever maintains it.",
)


class Entry(click.Group):
    """A group whose refusals end with code 2 and whose defects end with code 1."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run the command named by ``args`` and exit."""
        given = list(sys.argv[1:] if args is None else args)
        sys.exit(self._run(given, prog_name, extra))

    def _run(self, given: list[str], prog_name: str | None, extra: dict[str, Any]) -> int:
        json_wanted = "--json" in given
        _speak_anyhow()
        try:
            _require_letters(given)
            ended = super().main(given, prog_name, standalone_mode=False, **extra)
            return ended if isinstance(ended, int) else 0
        except (Refusal, Unavailable) as found:
            output.refused(
                found.refusal if isinstance(found, Unavailable) else found, json_wanted=json_wanted
            )
            return 2
        except click.ClickException as error:
            if isinstance(error, click.exceptions.NoArgsIsHelpError):
                error.show()
            else:
                output.refused(misuse(error), json_wanted=json_wanted)
            return 2
        except (click.Abort, KeyboardInterrupt):
            return 130
        except BrokenPipeError:
            # The reader has gone (| head): nothing more to say, and nothing to flush.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except Exception as error:
            fault = _outside(error)
            if fault is not None:
                output.refused(fault, json_wanted=json_wanted)
                return 2
            traceback.print_exc(file=sys.stderr)
            output.note(DEFECT)
            return 1


def _speak_anyhow() -> None:
    """Let what a terminal has no letters for be written as their numbers: nothing fails for its words."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _require_letters(given: Sequence[str]) -> None:
    """Refuse what was typed in another encoding than that of the terminal: nothing can be found or kept under it."""
    for one in given:
        if not one.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in one):
            raise Refusal(
                "letters",
                place=ascii(one),
                reason=Text(
                    zh="这里有终端的编码认不出的字节",
                    en="It holds bytes that are no letters in this terminal",
                ),
                remedy=Text(
                    zh="请把终端设为 UTF-8 再输入；文件名是别的编码时，请先改名",
                    en="Set the terminal to UTF-8 and type it again; rename a file that is named in another encoding",
                ),
            )


def _outside(error: Exception) -> Refusal | None:
    """What the machine, a file that was named or the data are to blame for; None where it is a defect."""
    from survey.services.refusing import refused_by
    from survey.store.unusable import machine_fault

    if isinstance(error, ReportError):
        return refused_by(error)
    found = machine_fault(error)
    if found is not None or not isinstance(error, OSError) or error.filename is None:
        return found
    return Refusal(
        "file",
        place=str(error.filename),
        reason=Text(
            zh=f"文件或文件夹无法读写：{error.strerror}",
            en=f"The file or folder cannot be read or written: {error.strerror}",
        ),
        remedy=Text(
            zh="请核对名称和权限；在数据文件夹里时，请核对 KEWEN_INSTANCE",
            en="Check the name and the permissions; if it lies in the data folder, check KEWEN_INSTANCE",
        ),
    )
