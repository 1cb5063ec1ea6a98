"""``trends``: one feature or question in several waves, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from questionnaires.text import Text
from survey.cli.account import opened
from survey.cli.misuse import WrongUse
from survey.cli.output import emit, json_option, note, require_folder, wants_json, write_files
from survey.cli.results import in_columns
from survey.errors import Refusal

if TYPE_CHECKING:
    from reports.disclosure import ReleasedTable
    from survey.services.matching import Member
    from survey.services.releases import Source, Which
    from survey.services.surveys import Card
    from survey.services.trends import Compared, Comparison, Wanted
    from survey.settings import Settings
    from survey.store import Store

CHANGE = Text(zh="变化", en="Change")
#: A pair that each of these options takes, as the refusal of anything else shows it.
EXAMPLES = {"--same": "worktime=hours", "--into": "5=4"}
ENDINGS = ("csv", "xlsx", "png", "svg", "pdf")


@click.command()
@click.argument("survey")
@click.option("--feature", default="", help="A feature: age3, sex, title.")
@click.option("--question", default="", help="A question, by its name in the latest wave.")
@click.option("--wave", multiple=True, metavar="CODE", help="A wave; without it this one and the one before.")
@click.option("--accept", is_flag=True, help="The differences of wording were read; both ask the same.")
@click.option(
    "--same",
    multiple=True,
    metavar="NAME=FORMER",
    help="Question NAME of the latest wave was asked as FORMER in earlier ones.",
)
@click.option("--into", multiple=True, metavar="CODE=CODE", help="Join an option that not every wave has.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="A file: .csv, .xlsx, .png, .svg or .pdf."
)
@click.option("--language", type=click.Choice(["zh-CN", "zh", "en"]), default="zh-CN", show_default=True)
@json_option
def trends(
    survey: str,
    feature: str,
    question: str,
    wave: Sequence[str],
    accept: bool,
    same: Sequence[str],
    into: Sequence[str],
    out: Path | None,
    language: str,
) -> None:
    """Compare SURVEY with its other waves in one feature or question; without either, list what can be compared.

    What was asked in other words is compared once --accept or --same says that it is the same question; the
    notes tell who decided what. What cannot stand in one table is refused all the same.
    """
    from survey.services import releases
    from survey.services import trends as service
    from survey.services.trends import Comparison, Wanted

    tag = "zh-CN" if language == "zh" else language
    ending = _ending(out)
    pairs = _pairs("--into", into)
    if feature and question:
        raise WrongUse(Text(zh="特征和题目只能给一个", en="Name a feature or a question, not both"))
    given: list[tuple[Source, list[Any]]] = []
    with opened() as (settings, store):
        comparison = Comparison(_members(store, settings, survey, wave, given), dict(_pairs("--same", same)))
        if not (feature or question):
            _list(comparison, tag)
            return
        wanted = Wanted("feature" if feature else "question", feature or question, accept, pairs)
        made = comparison.compare(wanted)
        # The file is made by comparing once more, which notes the same tables again: the ledger takes them once.
        seen = [(source, list(lines)) for source, lines in given]
        content = service.file_of(comparison, wanted, ending, tag) if out is not None else b""
        for source, lines in seen:
            releases.enter_together(store, source, lines, "command", at=datetime.now(UTC))
    if out is not None:
        write_files({out: content})
    _tell(comparison, wanted, made, out, tag)


def _members(
    store: Store, settings: Settings, code: str, chosen: Sequence[str], given: list[tuple[Source, list[Any]]]
) -> list[Member]:
    """The waves that take part, the earliest first; what each gives away is noted in ``given``."""
    from survey.services import releases, results, waves
    from survey.services.matching import Member
    from survey.services.surveys import named

    at = datetime.now(UTC)
    survey = named(store, code, at=at)
    cards = waves.waves_of(store, survey, None, at=at)
    _require_waves(chosen, [one.code for one in cards])
    place = [one.id for one in cards].index(survey.id)
    usual = cards[max(place - 1, 0) : place + 1] if place else cards[:2]
    taken = [one for one in cards if one.code in chosen or one.id == survey.id] if chosen else usual
    _require_few(taken)
    members = []
    for card in taken:
        found = results.current(store, settings.instance, card)
        questionnaire = waves.published(store, card.id)
        if questionnaire is None:
            continue
        lines: list[Any] = []
        source = releases.Source(card.id, found.data_version, found.weights, found.frozen or "")
        given.append((source, lines))
        watched = replace(found, watch=partial(_noted, lines))
        members.append(Member(card, watched, questionnaire))
    if len(members) < 2:
        raise Refusal(
            "trends.waves",
            place=code,
            reason=Text(zh="没有另一轮可以比较的调查", en="There is no other wave to compare with"),
            remedy=Text(
                zh="请先用“建立下一轮”做出下一轮，并用 --wave 选至少另一轮",
                en="Make the next wave first, and name at least one other with --wave",
            ),
        )
    return members


def _noted(lines: list[Any], which: Which, tables: Sequence[ReleasedTable]) -> None:
    lines.append((which, tables))


def _require_waves(chosen: Sequence[str], known: Sequence[str]) -> None:
    for one in chosen:
        if one not in known:
            raise Refusal(
                "trends.wave",
                place=f"--wave {one}",
                reason=Text(zh="它不是这项调查的一轮", en="It is no wave of this survey"),
                remedy=Text(zh=f"各轮是：{'、'.join(known)}", en=f"The waves are: {', '.join(known)}"),
            )


def _require_few(taken: Sequence[Card]) -> None:
    from survey.services.trends import require_few

    require_few(len(taken), "--wave")


def _pairs(option: str, given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    found = []
    for one in given:
        left, equals, right = (part.strip() for part in one.partition("="))
        if not (equals and left and right):
            raise Refusal(
                "trends.pair",
                place=f"{option} {one}",
                reason=Text(zh="看不出谁对应谁", en="It does not say what goes with what"),
                remedy=Text(
                    zh=f"请写成 A=B，例如 {option} {EXAMPLES[option]}",
                    en=f"Write A=B, such as {option} {EXAMPLES[option]}",
                ),
            )
        found.append((left, right))
    return tuple(found)


def _ending(out: Path | None) -> str:
    if out is None:
        return ""
    ending = out.suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        said = ", ".join(f".{one}" for one in ENDINGS)
        raise Refusal(
            "path",
            place=f"--out {out}",
            reason=Text(zh="比较可以写成表或图", en="A comparison is written as a table or a picture"),
            remedy=Text(zh=f"文件名请以这些结尾：{said}", en=f"Name a file that ends in one of {said}"),
        )
    require_folder(out)
    return ending


def _list(comparison: Comparison, tag: str) -> None:
    rows = [
        {"kind": one.kind, "name": one.name, "judged": one.judged, "label": one.label.say(tag)}
        for one in comparison.choices()
    ]
    lines = "\n".join("\t".join(row.values()) for row in rows)
    emit({"choices": rows}, lines or Text(zh="没有各轮都问了的题", en="No question was asked in every wave"))


def _tell(comparison: Comparison, wanted: Wanted, made: Compared, out: Path | None, tag: str) -> None:
    from reports.disclosure.arranging import to_json

    table = made.trend.table
    if wants_json():
        changes = [
            {key: value for key, value in vars(one).items() if key != "reason"} for one in made.changes
        ]
        emit(
            {
                **to_json(table, made.trend.figure, {}),
                "changes": changes,
                "sentence": made.sentence,
                "path": out,
            }
        )
        return
    note(comparison.provenance.source(tag))
    click.echo(_as_text(made, tag))
    click.echo(made.sentence.say(tag))
    for one in table.notes:
        click.echo(one.say(tag))
    if out is not None:
        note(Text(zh=f"已写入 {out}", en=f"It is at {out}"))


def _as_text(made: Compared, tag: str) -> str:
    """A row for each category: its figure in every wave, then each change with its adjusted p."""
    from reports.documents.figures import amount, interval, share

    trend, is_share = made.trend, made.trend.figure == "share"
    table = trend.table
    waves = table.dimension("wave").categories
    cells = {(cell.keys["wave"], cell.keys[trend.name]): cell for cell in table.cells}
    heads = [table.dimension(trend.name).label.say(tag), *(one.label.say(tag) for one in waves)]
    rows = [[*heads, *((CHANGE.say(tag), "p (Holm)") * (len(waves) - 1))]]
    for category in table.dimension(trend.name).categories:
        row = [category.label.say(tag)]
        for wave in waves:
            cell = cells.get((wave.code, category.code))
            figure = cell.figure(trend.figure) if cell is not None else None
            if figure is None:
                row.append("—")
            elif is_share:
                row.append(f"{share(figure)} {interval(figure)}".strip())
            else:
                row.append(f"{amount(figure, 2)} {interval(figure, 1, 2)}".strip())
        changes = [one for one in made.changes if one.code == category.code]
        for one in changes:
            row += [_difference(one.difference, is_share), "—" if one.holm is None else f"{one.holm:.3f}"]
        rows.append([*row, *["—"] * (len(rows[0]) - len(row))])
    return in_columns(table.title.say(tag), rows, 1)


def _difference(number: float | None, is_share: bool) -> str:
    return "—" if number is None else f"{number * 100:+.1f}" if is_share else f"{number:+.2f}"


COMMANDS: tuple[click.Command, ...] = (trends,)
