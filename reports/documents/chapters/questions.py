"""What was answered to every question, in the order of the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from questionnaires.text import Text
from reports.charts.diverging import is_drawn
from reports.charts.drawing import draw, forms_for
from reports.charts.units import NAMES
from reports.codebook import Group, Variable
from reports.crosstabs.one_way import TOO_MANY_VALUES
from reports.crosstabs.uncounted import UNCOUNTED
from reports.dataset import Dataset
from reports.disclosure import ReleasedTable
from reports.disclosure.positions import ROUNDED
from reports.documents.chapters.structure import pictured, refused
from reports.documents.content import Block, Columns, Heading, Paragraph, Table
from reports.documents.figures import HIDDEN, amount, base_of, count, decimals_of, interval, note, share
from reports.documents.investigation import Investigation
from reports.documents.sources import asked, sourced
from reports.errors import ReportError
from reports.templates import Answers, Questions

#: Texts and dates are not tabulated; what identifies never is.
UNTABULATED = ("text", "date")
#: The unit of employment is where somebody was asked, not an answer to publish.
UNPUBLISHED_ROLES = ("unit",)
MEAN = Text(zh="均值", en="Mean")
POSITIONS = {name: NAMES[name] for name in ("q1", "median", "q3")}
#: Of quantiles; they have fewer where they are rounded more.
MOST_DECIMALS = 2
LONGEST_LIST = 20  # of a longer list only what was chosen is shown
MATRICES = Text(zh="矩阵题", en="Matrix questions")
OTHERS = Text(zh="其他各题", en="The other questions")
NOT_ASKED = Text(
    zh="数据中没有可以列表的题目“{name}”，本部分略去。",
    en="The data have no question “{name}” to tabulate: this part is left out.",
)


def matrices(investigation: Investigation, part: Questions, language: str) -> list[Block]:
    """The matrix questions, in the width of the page with their charts."""
    dataset = investigation.dataset
    blocks: list[Block] = []
    for name in _asked(dataset, part, matrix=True):
        tables = investigation.frequencies(name)
        blocks += _sourced(investigation, name, question_tables(dataset, name, tables, language), language)
        blocks += _picture(investigation, name, tables, "", language)
    return [Heading(MATRICES.say(language), 2), *blocks] if blocks else []


def others(investigation: Investigation, part: Questions, language: str) -> list[Block]:
    """The tables of few columns, two abreast; free texts are counted among the suggestions."""
    dataset = investigation.dataset
    narrow: list[Table] = []
    refusals: list[Block] = []
    for name in _asked(dataset, part, matrix=False):
        try:
            tables = investigation.frequencies(name)
        except ReportError as refusal:
            if refusal.code != TOO_MANY_VALUES:
                raise
            refusals.append(refused(refusal, language))
            continue
        narrow += _sourced(investigation, name, question_tables(dataset, name, tables, language), language)
    found = [Columns(tuple(narrow)), *refusals] if narrow else refusals
    return [Heading(OTHERS.say(language), 2), *found] if found else []


def answers(investigation: Investigation, part: Answers, language: str) -> list[Block]:
    """One question: its table and its chart."""
    dataset = investigation.dataset
    if part.question not in question_names(dataset):
        return [Paragraph(NOT_ASKED.fill(name=part.question).say(language), "note")]
    title = part.title.say(language) or question_title(dataset, part.question, language)
    blocks: list[Block] = [Heading(title, 2)]
    try:
        tables = investigation.frequencies(part.question)
    except ReportError as refusal:
        if refusal.code != TOO_MANY_VALUES:
            raise
        return [*blocks, refused(refusal, language)]
    if part.table:
        shown = question_tables(dataset, part.question, tables, language)
        blocks += _sourced(investigation, part.question, shown, language, whole=True)
    return [*blocks, *_picture(investigation, part.question, tables, part.chart, language)]


def reading(investigation: Investigation, language: str) -> list[Block]:
    """How to read the tables of the questions: their base and their signs."""
    said = _reading(investigation, language.startswith("zh"))
    return [Paragraph(sourced(said, investigation, language), "note")]


def _asked(dataset: Dataset, part: Questions, *, matrix: bool) -> Iterator[str]:
    for name in question_names(dataset):
        group = dataset.group(name)
        if name not in part.leave_out and (group is not None and group.kind == "matrix") == matrix:
            yield name


def _sourced(
    investigation: Investigation, name: str, tables: Sequence[Table], language: str, *, whole: bool = False
) -> list[Table]:
    """Tables with the number of the question.

    Without the ``whole`` note, which :func:`reading` gives for all, they keep what is said of rounding.
    """
    number = asked(investigation.dataset, name)
    below = rounding_note(investigation.dataset, investigation.frequencies(name), language)
    return [
        replace(
            one,
            caption=f"{number}　{one.caption}" if number else one.caption,
            note=sourced(one.note, investigation, language) if whole else below,
            key=f"{question_key(name)}{place or ''}",
        )
        for place, one in enumerate(tables)
    ]


def question_key(name: str) -> str:
    """The name by which sentences refer to the table of a question."""
    return f"question:{name}"


def _picture(
    investigation: Investigation, name: str, tables: Sequence[ReleasedTable], form: str, language: str
) -> list[Block]:
    fitting = fitting_form(investigation.dataset, name, tables)
    if form == "none" or fitting is None:
        return []
    chosen = form if form in forms_for(tables[0], investigation.boundaries) else fitting
    title = question_title(investigation.dataset, name, language)
    area = investigation.boundaries
    chart = draw(tables[0], chosen, investigation.provenance, language, title, boundaries=area)
    return [pictured(chart, chosen, title, title, question_key(name))]


def _reading(investigation: Investigation, chinese: bool) -> str:
    n, threshold = len(investigation.dataset), investigation.policy.threshold
    if chinese:
        return (
            f"各表的基数为全部有效答卷（n = {n:,}）；“占回答者”不计未作答和未显示的人，方括号为 95 % 区间。"
            f"* n < 30，仅供参考；▪ 少于 {threshold} 人，或可由其他数字推出，不公布。"
        )
    return (
        f"Base of the tables: all valid responses (n = {n:,}); “of answers” leaves out those who did not answer or were "
        f"not asked; square brackets hold 95 % intervals. * n < 30, indicative only; ▪ fewer than {threshold} persons, "
        "or to be worked out from other figures: not published."
    )


def question_names(dataset: Dataset) -> list[str]:
    """Names of groups and variables in order, each question once, without texts and what identifies."""
    found: dict[str, None] = {}
    for variable in dataset.variables:
        if variable.kind in UNTABULATED or variable.privacy == "identifying":
            continue
        if variable.role in UNPUBLISHED_ROLES or _ambiguous(variable):
            continue
        group = dataset.group(variable.group) if variable.group else None
        if group is not None and variable.name not in group.variables:
            continue  # a line that only tests attention
        found[group.name if group is not None else variable.name] = None
    return list(found)


def _ambiguous(variable: Variable) -> bool:
    """Whether codes share a label, as the kinds of unit of every town do: only their whole path tells them apart."""
    labels = [str(label) for code, label in variable.codes.items() if code in variable.substantive]
    return len(labels) > LONGEST_LIST and len(set(labels)) < len(labels) / 2


def question_title(dataset: Dataset, name: str, language: str) -> str:
    """The wording of a question, else its name."""
    return (dataset.group(name) or dataset.variable(name)).label.say(language) or name


def fitting_form(dataset: Dataset, name: str, tables: Sequence[ReleasedTable]) -> str | None:
    """The form of chart that suits the frequencies of a question; None where a table says it all."""
    group, table = dataset.group(name), tables[0]
    if group is not None and group.kind == "matrix":
        steps = [category for category in table.dimensions[-1].categories if category.missing is None]
        return "diverging" if len(steps) > 1 and _drawn_rows(table) else None
    if group is None and dataset.variable(name).kind not in ("code", "indicator"):
        return None
    shown = [cell for cell in table.inner() if cell.n and cell.figure().value is not None]
    return "ranked" if len(shown) > 1 else None


def _drawn_rows(table: ReleasedTable) -> int:
    """How many items of a matrix have a bar; a chart says of the others that they are not published."""
    item, value = table.dimensions[0], table.dimensions[-1]
    steps = [category.code for category in value.categories if category.missing is None]
    return sum(
        is_drawn(
            [
                table.cell(**{item.name: one.code, value.name: step}).figure("valid_share").value
                for step in steps
            ]
        )
        for one in item.categories
    )


def rounding_note(dataset: Dataset, tables: Sequence[ReleasedTable], language: str) -> str:
    """What tables say beyond how weights and errors were made: which figures are rounded to protect persons."""
    said = dict.fromkeys(_as_printed(note, table) for table in tables for note in table.notes)
    return " ".join(one.say(language) for one in said if one not in dataset.design.notes)


def _as_printed(said: Text, table: ReleasedTable) -> Text:
    """What is said of rounded figures with the step that a reader sees: more decimals than that are not printed."""
    finest = 10.0**-MOST_DECIMALS
    for words, names in ((ROUNDED, tuple(POSITIONS)), (UNCOUNTED, ("mean",))):
        steps = {cell.figures[name].step for cell in table for name in names if name in cell.figures}
        if said in [words.fill(step=f"{step:,.10g}") for step in steps if step and step < finest]:
            return words.fill(step=f"{finest:g}")
    return said


def question_tables(
    dataset: Dataset, name: str, tables: Sequence[ReleasedTable], language: str
) -> list[Table]:
    """The frequencies of a question as tables of a document."""
    more = rounding_note(dataset, tables, language)
    made = _tables_of(dataset, name, tables, language)
    return [replace(one, note=f"{one.note} {more}") for one in made] if more else made


def _tables_of(dataset: Dataset, name: str, tables: Sequence[ReleasedTable], language: str) -> list[Table]:
    group = dataset.group(name)
    title = question_title(dataset, name, language)
    if group is not None and group.kind == "matrix":
        return list(_matrix(tables, title, language))
    if group is not None:
        return [_options(tables[0], group, title, language)]
    if dataset.variable(name).kind == "number":
        return [_number(tables[0], title, language)]
    return [_codes(tables[0], title, language)]


def _codes(table: ReleasedTable, title: str, language: str) -> Table:
    chinese = language.startswith("zh")
    columns = (
        ("选项", "n", "占全部", "95 % 区间", "占回答者")
        if chinese
        else ("Option", "n", "Of all", "95 % interval", "Of answers")
    )
    dimension = table.dimensions[0]
    long = len(dimension.categories) > LONGEST_LIST
    rows = []
    for category in dimension.categories:
        cell = table.cell(**{dimension.name: category.code})
        if cell.n == 0 and (category.missing is not None or long):
            continue
        valid = "" if category.missing is not None else share(cell.figure("valid_share"))
        rows.append(
            (
                category.label.say(language),
                base_of(cell),
                share(cell.figure()),
                interval(cell.figure()),
                valid,
            )
        )
    return Table(title, columns, tuple(rows), note(table, language, method=False))


def _options(table: ReleasedTable, group: Group, title: str, language: str) -> Table:
    chinese = language.startswith("zh")
    names: tuple[str, ...] = ("mentions",)
    extra: tuple[str, ...] = ("占选择次数",) if chinese else ("Of mentions",)
    if group.kind == "ranking":
        names = ("first", "score")
        extra = ("列第一位", "平均得分") if chinese else ("Put first", "Mean score")
    heads = (
        ("选项", "n", "占回答者", "95 % 区间") if chinese else ("Option", "n", "Of answers", "95 % interval")
    )
    dimension = table.dimensions[0]
    rows = []
    for category in dimension.categories:
        cell = table.cell(**{dimension.name: category.code})
        last = [amount(cell.figure(one), 2) if one == "score" else share(cell.figure(one)) for one in names]
        rows.append(
            (
                category.label.say(language),
                base_of(cell),
                share(cell.figure()),
                interval(cell.figure()),
                *last,
            )
        )
    return Table(title, (*heads, *extra), tuple(rows), note(table, language, method=False))


def _number(table: ReleasedTable, title: str, language: str) -> Table:
    chinese = language.startswith("zh")
    dimension = table.dimensions[0]
    cell = table.cell(**{dimension.name: dimension.categories[0].code})
    columns = (
        ("统计量", "n", "数值", "95 % 区间") if chinese else ("Statistic", "n", "Value", "95 % interval")
    )
    mean = cell.figure("mean")
    finest = MOST_DECIMALS if mean.step else 1
    said = interval(mean, 1, decimals_of(mean, finest))
    rows = [(MEAN.say(language), base_of(cell), amount(mean, finest), said)]
    for name, label in POSITIONS.items():
        one = cell.figure(name)
        said = interval(one, 1, decimals_of(one, MOST_DECIMALS))
        rows.append((label.say(language), base_of(cell), amount(one, MOST_DECIMALS), said))
    below, reason = note(table, language, method=False), withheld(table)
    if reason is not None and not table.suppressed:
        below = f"{below} {HIDDEN} {reason.say(language)}"
    return Table(title, columns, tuple(rows), below)


def withheld(table: ReleasedTable) -> Text | None:
    """Why a table does not give a count, or else a figure of a number beside a count that it gives."""
    closed = next((cell.reason for cell in table if cell.reason is not None), None)
    figures = (cell.figures.get(name) for cell in table for name in ("mean", *POSITIONS))
    return closed or next((one.reason for one in figures if one is not None and one.suppressed), None)


def _matrix(tables: Sequence[ReleasedTable], title: str, language: str) -> Iterator[Table]:
    table, scores = tables
    chinese = language.startswith("zh")
    value = table.dimensions[-1]
    steps = [category for category in value.categories if category.missing is None]
    columns = (
        "题项" if chinese else "Item",
        *(category.label.say(language) for category in steps),
        "均值" if chinese else "Mean",
        "n",
    )
    rows = []
    for item in table.dimensions[0].categories:
        cells = [table.cell(**{table.dimensions[0].name: item.code, value.name: step.code}) for step in steps]
        score = scores.cell(**{scores.dimensions[0].name: item.code})
        shares = [share(cell.figure("valid_share")) for cell in cells]
        rows.append((item.label.say(language), *shares, amount(score.figure("mean"), 2), count(score.n)))
    yield Table(title, columns, tuple(rows), note(table, language, method=False))
