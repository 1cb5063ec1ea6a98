"""``breakdown``, ``frequencies``, ``report``, ``releases``: results of a survey for scripts and the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from questionnaires.text import Text
from survey.cli.account import opened
from survey.cli.audience import audience_options
from survey.cli.output import (
    LARGEST_NUMBER,
    emit,
    json_option,
    note,
    require_folder,
    wants_json,
    write_files,
)
from survey.errors import Refusal

if TYPE_CHECKING:
    from reports.crosstabs import Breakdown


@click.command()
@click.argument("survey")
@click.option("--by", required=True, help="One to three features, with commas: age,title,sector.")
@click.option(
    "--grouping", multiple=True, metavar="FEATURE=NAME", help="How to group a feature: age=age_cadre."
)
@click.option("--question", help="A question: the shares of its answers within the groups.")
@click.option("--weights", default="", help="The set of weights, by name; without it the survey's usual one.")
@audience_options("By whose rules: cells of ten persons or more, or, within the association, of five.")
@json_option
def breakdown(
    survey: str,
    by: str,
    grouping: Sequence[str],
    question: str | None,
    weights: str,
    audience: str,
    unit: str,
) -> None:
    """Break the valid responses of SURVEY down by one to three features.

    Shares are fractions of the whole weighted base with 95 % logit intervals. Cells of fewer
    than ten persons, and those that would reveal them, are suppressed. Two features, or a
    question and a feature, are tested for differences, which is said below the table and under
    ``test`` in JSON. What is printed is entered in the ledger of releases.
    """
    from survey.services import audiences, comparisons, releases, results
    from survey.services.surveys import named

    chosen = dict(_pair(one) for one in grouping)
    at = datetime.now(UTC)
    names = [name.strip() for name in by.split(",") if name.strip()]
    with opened() as (settings, store):
        card = named(store, survey, at=at)
        found = results.current(store, settings.instance, card, weights=weights)
        policy = audiences.policy_for(store, card.id, found, audience, unit)
        made = results.breakdown(found, names, question, chosen, policy)
        test = comparisons.overall(found, names, question, chosen, policy)
        source = releases.Source(card.id, found.data_version, found.weights, found.frozen or "")
        which = releases.Which(tuple(names), question=question or "")
        releases.enter(store, source, which, [made.table], "command", at=at)
    if wants_json():
        emit(made.to_json() | ({} if test is None else {"test": test.to_json()}))
        return
    note(found.provenance.source("zh-CN"))
    click.echo(as_text(made))
    if test is not None:
        click.echo(test.in_words("zh-CN"))


@click.command()
@click.argument("survey")
@click.option("--question", required=True, metavar="NAME", help="The question that is counted.")
@click.option("--weights", default="", help="The set of weights, by name; without it the survey's usual one.")
@json_option
def frequencies(survey: str, question: str, weights: str) -> None:
    """Print what was answered to one question of SURVEY, as the page of frequencies shows it.

    Shares with 95 % intervals; of a number the mean, the median and the quartiles. What is printed is
    entered in the ledger of releases.
    """
    from reports.disclosure import with_figures
    from reports.documents.chapters.questions import question_tables
    from survey.services import catalogue, releases, results
    from survey.services.surveys import named

    at = datetime.now(UTC)
    with opened() as (settings, store):
        card = named(store, survey, at=at)
        found = results.current(store, settings.instance, card, weights=weights)
        if question not in {one.name for one in catalogue.questions(found)}:
            raise _uncounted(question)
        made = results.frequencies(found, question)
        source = releases.Source(card.id, found.data_version, found.weights, found.frozen or "")
        releases.enter(store, source, releases.Which(question=question), made, "command", at=at)
    if wants_json():
        emit({"tables": [with_figures(table) for table in made]})
        return
    note(found.provenance.source("zh-CN"))
    for table in question_tables(found.dataset, question, made, "zh-CN"):
        click.echo(in_columns(table.caption, [table.columns, *table.rows], 1))
        click.echo(table.note)


def _uncounted(question: str) -> Refusal:
    return Refusal(
        "frequencies.question",
        place=f"--question {question}",
        reason=Text(
            zh="没有这道题，或者它没有频数（开放题、日期、能认出人的题）",
            en="There is no such question, or it has no frequencies (open questions, dates, what identifies)",
        ),
        remedy=Text(
            zh="题名见问卷（python -m survey questionnaire export）",
            en="Names stand in the questionnaire (python -m survey questionnaire export)",
        ),
    )


def _pair(given: str) -> tuple[str, str]:
    from reports.groupings import GROUPINGS

    feature, equals, name = given.partition("=")
    if equals and name in GROUPINGS and GROUPINGS[name].role == feature:
        return feature, name
    known = ", ".join(f"{one.role}={one.name}" for one in GROUPINGS.values())
    raise Refusal(
        "grouping_unknown",
        place=f"--grouping {given}",
        reason=Text(zh="没有这种分组", en="There is no such grouping"),
        remedy=Text(zh=f"可用的分组：{known}", en=f"The groupings are: {known}"),
    )


def as_text(made: Breakdown, language: str = "zh-CN") -> str:
    """A breakdown as a table for the terminal, with its notes."""
    from reports.documents.figures import amount, base_of, interval, note, share

    table = made.table
    heads = [dimension.label.say(language) for dimension in table.dimensions]
    mean = made.figure == "mean"
    rows = [[*heads, "n", "均值" if mean else "占比", "95 % 区间"]]
    for cell in table.inner():
        if cell.n == 0:
            continue
        figure = cell.figure(made.figure)
        labels = [table.say(one.name, cell.keys[one.name], language) for one in table.dimensions]
        said = [amount(figure, 2), interval(figure, 1, 2)] if mean else [share(figure), interval(figure)]
        rows.append([*labels, base_of(cell), *said])
    return "\n".join([in_columns(table.title.say(language), rows, len(heads)), note(table, language)])


def in_columns(title: str, rows: Sequence[Sequence[str]], labels: int) -> str:
    """Rows of a table under their heading for the terminal, the first columns being labels, the others figures."""
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "  ".join(
            text + " " * (wide - _width(text)) if place < labels else " " * (wide - _width(text)) + text
            for place, (text, wide) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join([title, lines[0], rule, *lines[1:], rule])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


@click.command()
@click.argument("survey")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write: .docx, .pdf, .pptx or .xlsx.",
)
@click.option("--language", type=click.Choice(["zh-CN", "zh", "en"]), default="zh-CN", show_default=True)
@click.option(
    "--template",
    default="county",
    show_default=True,
    help="What the report contains: county, brief, or a template of the survey's own.",
)
@click.option("--editable", is_flag=True, help="In a Word file, bars as charts that Word can edit.")
@click.option("--weights", default="", help="The set of weights, by name; without it the survey's usual one.")
@json_option
def report(survey: str, out: Path, language: str, template: str, editable: bool, weights: str) -> None:
    """Freeze the data of SURVEY and write the report made from them: Word, PDF, slides or a workbook."""
    from survey.services import changes, reporting, templates, weightsets
    from survey.services.surveys import named

    form = _form_of(out, editable)
    at = datetime.now(UTC)
    tag = "zh-CN" if language == "zh" else language
    with opened() as (settings, store):
        card = named(store, survey, at=at)
        templates.find(store, card.id, template)  # before anything is frozen
        weightsets.usable(store, card.id, weights)
        frozen = reporting.freeze(store, settings.instance, card, at=at)
        made = reporting.report_of(
            store,
            settings.instance,
            card,
            frozen.name,
            tag,
            template=template,
            forms=(form,),
            weights=weights,
        )
        reporting.enter(store, card, frozen.name, made, tag, template, at=at)
        if not weights:  # the report of another set is no version of this one
            changes.keep(store, settings.instance, card, frozen.name, template, made.printed)
    write_files({out: made.contents[form]})
    result: dict[str, Any] = {
        "path": out,
        "version": made.version,
        "snapshot": frozen.name,
        "rows": len(frozen.dataset),
        "bytes": len(made.contents[form]),
    }
    emit(
        result,
        Text(
            zh=f"报告已写入 {out}（数据版本 {made.version[:12]}）",
            en=f"The report is at {out} (data version {made.version[:12]})",
        ),
    )


def _form_of(out: Path, editable: bool) -> str:
    """The form of a report by the ending of its file."""
    form = out.suffix.lower().removeprefix(".")
    if form not in ("docx", "pdf", "pptx", "xlsx") or (editable and form != "docx"):
        raise Refusal(
            "path",
            place=f"--out {out}",
            reason=Text(
                zh="报告可以是 Word、PDF、幻灯片或表格；只有 Word 的图可以选择可编辑",
                en="A report is a Word file, a PDF, slides or a workbook; only Word has a choice of editable charts",
            ),
            remedy=Text(
                zh="请给出 .docx、.pdf、.pptx 或 .xlsx 文件名", en="Name a .docx, .pdf, .pptx or .xlsx file"
            ),
        )
    require_folder(out)
    return "editable" if editable else form


@click.command()
@click.argument("survey")
@click.option(
    "--before", type=click.IntRange(1, LARGEST_NUMBER), metavar="NUMBER", help="Lines older than this one."
)
@json_option
def releases(survey: str, before: int | None) -> None:
    """Print the ledger of releases of SURVEY, newest first, a hundred lines at a time.

    Which tables were given to whom, from which data, with which set of weights, by which rules. It holds no
    answer and no figure.
    """
    from survey.services import releases as ledger
    from survey.services.surveys import named

    with opened() as (_settings, store):
        found = ledger.entries(store, named(store, survey, at=datetime.now(UTC)).id, before=before)
    rows = [one.to_json() for one in found]
    lines = "\n".join("\t".join(str(cell) for cell in row.values()) for row in rows)
    emit(
        {"releases": rows},
        lines or Text(zh="还没有发布过结果表", en="No table of results has been released yet"),
    )


COMMANDS: tuple[click.Command, ...] = (breakdown, frequencies, report, releases)
