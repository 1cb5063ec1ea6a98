"""What was typed wrong on the command line, in the words of the other refusals: click itself speaks English only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from questionnaires.text import Text
from survey.errors import Refusal


class WrongUse(click.UsageError):
    """A use of a command that its options alone do not rule out."""

    def __init__(self, said: Text) -> None:
        super().__init__(said.say("en"))
        self.said = said


def misuse(error: click.ClickException) -> Refusal:
    """The refusal of a command that was typed wrong."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "survey"
    return Refusal(
        "usage",
        place=command,
        reason=_reason(error),
        remedy=Text(zh=f"用法见 {command} --help", en=f"See {command} --help"),
    )


def _reason(error: click.ClickException) -> Text:
    for kind, words in _SAID:
        if isinstance(error, kind):
            return words(error)
    said = error.format_message()
    if said.startswith("Got unexpected extra argument"):
        extra = said.partition("(")[2].rpartition(")")[0]
        return Text(zh=f"多出来的参数：{extra}", en=said)
    return Text(zh=f"命令写得不对：{said}", en=said)


def _own(error: WrongUse) -> Text:
    return error.said


def _missing(error: click.MissingParameter) -> Text:
    what = "参数" if isinstance(error.param, click.Argument) else "选项"
    return Text(zh=f"缺少{what} {_hint(error)}{_choices(error)}", en=error.format_message())


def _no_option(error: click.NoSuchOption) -> Text:
    zh = f"没有选项 {error.option_name}{_meant(error.possibilities)}"
    return Text(zh=zh, en=error.format_message())


def _no_command(error: click.exceptions.NoSuchCommand) -> Text:
    zh = f"没有命令 {error.command_name}{_meant(error.possibilities)}"
    return Text(zh=zh, en=error.format_message())


def _option_use(error: click.BadOptionUsage) -> Text:
    return Text(zh=f"选项 {error.option_name} 后面少了值，或多了值", en=error.format_message())


def _value(error: click.BadParameter) -> Text:
    kind = None if error.param is None else error.param.type
    needs = next((words for one, words in _NEEDS if isinstance(kind, one)), "")
    if isinstance(kind, click.IntRange | click.FloatRange):
        low, high = ("" if end is None else f"{end:g}" for end in (kind.min, kind.max))
        needs += f"，{low} 到 {high}" if low and high else f"，至少 {low}" if low else f"，至多 {high}"
    return Text(zh=f"{_hint(error)} 的值不对{needs}{_choices(error)}", en=error.format_message())


def _hint(error: click.BadParameter) -> str:
    hint = error.param_hint
    if hint is None and error.param is not None:
        hint = error.param.get_error_hint(error.ctx)
    return (hint if isinstance(hint, str) else " / ".join(hint or ())).replace("'", "")


def _choices(error: click.BadParameter) -> str:
    kind = None if error.param is None else error.param.type
    return f"，可选：{'、'.join(map(str, kind.choices))}" if isinstance(kind, click.Choice) else ""


def _meant(possibilities: Sequence[str] | None) -> str:
    return f"；是不是 {'、'.join(possibilities)}？" if possibilities else ""


#: What the value of an option must be, in Chinese, by the kind of the option.
_NEEDS: tuple[tuple[Any, str], ...] = (
    (click.types.IntParamType, "：要填整数"),
    (click.types.FloatParamType, "：要填数"),
    (click.DateTime, "：要填日期，如 2026-05-06"),
    (click.Path, "：没有这个文件或文件夹，或不能读写"),
)
_SAID: tuple[tuple[type[click.ClickException], Callable[[Any], Text]], ...] = (
    (WrongUse, _own),
    (click.MissingParameter, _missing),
    (click.NoSuchOption, _no_option),
    (click.exceptions.NoSuchCommand, _no_command),
    (click.BadOptionUsage, _option_use),
    (click.BadParameter, _value),
)
