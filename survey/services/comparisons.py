"""Tests of what a breakdown shows: do the groups differ, and which pairs, in words. Nothing here writes.

A test says no more than its table: groups that stand merged are tested together, where a cell is hidden only
the verdict is given, since a statistic would tell the cell, and pairs with a figure that is not published are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from questionnaires.text import Text
from reports.codebook import Variable
from reports.crosstabs import Breakdown
from reports.dataset import Dataset
from reports.disclosure import PUBLIC, Policy, TableCell
from reports.disclosure.cube import Bools
from reports.disclosure.rounding import SE_DIGITS, SHARE_DIGITS
from reports.errors import ReportError
from reports.tests import Comparison, Pair, Result, association_shown, compare, pairs_sentence
from reports.tests.wording import LEVEL, p_said, significant
from survey.services import results
from survey.services.memory import Memory
from survey.services.results import Analysis

KEPT_TESTS = 2_000
#: Decimals of statistics and p, and digits of degrees of freedom, as sentences give them.
STATISTIC_DIGITS, P_DIGITS, DF_DIGITS = 2, 3, 4
CHOSEN = "1"
WITHHELD = Text(
    zh="表中有不公布的格，检验统计量会泄露它们，因此只说结论，不列统计量。",
    en="Cells of the table are hidden and a statistic would tell them, so that only the verdict is given.",
)
PAIRS_LEFT_OUT = Text(
    zh="数值不公布的组不参加两两比较。",
    en="Groups whose figures are not published are not compared in pairs.",
)
OF_DOMAIN = Text(
    zh="检验只就符合筛选条件的人而言；其余答卷留在抽样设计中（子总体估计）。",
    en="The test is of those who meet the filters; all other answers stay in the design (a subpopulation).",
)
NOT_TESTED = Text(zh="没有做检验：{reason}{remedy}", en="Not tested: {reason} {remedy}")


@dataclass(frozen=True)
class Choice:
    """What groups can be compared in: an answer, an option, an item of a matrix."""

    name: str
    label: Text


@dataclass(frozen=True)
class Versus:
    """Two groups: the second less the first with its interval, and p adjusted after Holm.

    ``result`` is None, with a ``reason``, where they cannot be compared.
    """

    first: Text
    second: Text
    result: Result | None
    adjusted: float | None
    reason: Text | None = None

    @property
    def p_said(self) -> str:
        """The adjusted p as sentences give it; empty where there is none."""
        return "" if self.adjusted is None else p_said(self.adjusted)


@dataclass(frozen=True)
class Tested:
    """A test in words. ``result`` is None where nothing could be tested or a statistic would tell too much.

    ``is_difference`` says whether a difference may be stated, None where it was not tested. ``pairs`` are of
    shares (``is_share``) or of means.
    """

    sentence: Text
    notes: tuple[Text, ...] = ()
    result: Result | None = None
    is_difference: bool | None = None
    pairs: tuple[Versus, ...] = ()
    pairs_sentence: Text | None = None
    is_share: bool = False

    def in_words(self, language: str) -> str:
        """The sentences and notes, a line each."""
        pairs = [] if self.pairs_sentence is None else [self.pairs_sentence]
        return "\n".join(one.say(language) for one in (self.sentence, *pairs, *self.notes))

    def to_json(self) -> dict[str, Any]:
        """What ``python -m survey breakdown --json`` prints under ``test``, to the digits that words and tables give.

        At full length a statistic, or a difference of shares, would give back the counts that rounded shares and
        weighted counts stand for.
        """
        return {
            "sentence": dict(self.sentence),
            "notes": [dict(note) for note in self.notes],
            "difference": self.is_difference,
            **_figures(self.result),
            "pairs_sentence": None if self.pairs_sentence is None else dict(self.pairs_sentence),
            "pairs": [
                {
                    "first": dict(one.first),
                    "second": dict(one.second),
                    **self._difference(one),
                    "p_holm": None if one.adjusted is None else _rounded_p(one.adjusted),
                }
                for one in self.pairs
            ],
        }

    def _difference(self, one: Versus) -> dict[str, float | None]:
        digits = {"difference": SHARE_DIGITS, "se": SE_DIGITS, "low": SHARE_DIGITS, "high": SHARE_DIGITS}
        found = {name: None if one.result is None else getattr(one.result, name) for name in digits}
        if not self.is_share:
            return found
        return {name: None if value is None else round(value, digits[name]) for name, value in found.items()}


def _rounded_p(p: float) -> float:
    """p to three decimals, never rounded up to the level."""
    found = round(p, P_DIGITS)
    return found if (found < LEVEL) == (p < LEVEL) else LEVEL - 1e-4


def _figures(result: Result | None) -> dict[str, Any]:
    if result is None:
        return dict.fromkeys(("method", "statistic", "df", "p", "n"))
    return {
        "method": result.method,
        "statistic": round(result.statistic, STATISTIC_DIGITS),
        "df": [float(f"{one:.{DF_DIGITS}g}") for one in result.df],
        "p": _rounded_p(result.p),
        "n": result.n,
    }


_made: Memory[tuple[Any, ...], tuple[Tested | None]] = Memory(KEPT_TESTS)


def choices(analysis: Analysis, question: str) -> list[Choice]:
    """What the groups of a question can be compared in; nothing where it is a number, a ranking or unknown."""
    dataset = analysis.dataset
    group = dataset.group(question)
    if group is not None:
        parts = [dataset.variable(name) for name in group.variables]
        fitting = group.kind == "multiple" or (group.kind == "matrix" and all(map(is_scale, parts)))
        return [Choice(one.name, group.part(one.label)) for one in parts] if fitting else []
    if question not in dataset:
        return []
    variable = dataset.variable(question)
    coded = variable.kind == "code"
    return [Choice(code, variable.say_code(code)) for code in variable.substantive] if coded else []


def overall(
    analysis: Analysis,
    by: Sequence[str],
    question: str | None = None,
    groupings: Mapping[str, str] | None = None,
    policy: Policy = PUBLIC,
) -> Tested | None:
    """Whether two features, or a question and a feature, go together; of a number which groups differ.

    None where a test does not apply: one feature alone, three features, a question of several variables, and a
    table of which everything is hidden.
    """
    if not _is_testable(analysis.dataset, by, question):
        return None
    made = results.breakdown(analysis, by, question, groupings, policy)
    key = (analysis.version, tuple(by), question, None, _named(groupings), policy)
    return _made.get(key, lambda: (_of_table(analysis, made, groupings, policy),))[0]


def of_domain(analysis: Analysis, made: Breakdown, rows: Bools) -> Tested | None:
    """The same of a released table of some of the answers, ``rows`` (n,), as :func:`overall` of everybody's.

    Figures are those of a subpopulation: no row is cut out of the design.
    """
    if not _is_testable(analysis.dataset, made.by, made.question):
        return None
    found = _of_table(analysis, made, None, made.table.policy, rows)
    return None if found is None else replace(found, notes=(OF_DOMAIN, *found.notes))


def _is_testable(dataset: Dataset, by: Sequence[str], question: str | None) -> bool:
    if question is not None and _kind(dataset, question) not in ("number", "code"):
        return False
    return len(by) == (2 if question is None else 1)


def _of_table(
    analysis: Analysis,
    made: Breakdown,
    groupings: Mapping[str, str] | None,
    policy: Policy,
    rows: Bools | None = None,
) -> Tested | None:
    if not _is_shown(made):
        return None
    if made.figure == "mean":
        return _compared(analysis, made, groupings, policy, None, rows)
    return _associated(analysis, made, groupings, rows)


def compared(
    analysis: Analysis,
    by: Sequence[str],
    question: str,
    choice: str,
    groupings: Mapping[str, str] | None = None,
    policy: Policy = PUBLIC,
) -> Tested | None:
    """Whether the groups of one feature differ in a ``choice`` (:func:`choices`) of a question, and which pairs.

    None for several features and where everything is hidden.
    """
    if len(by) != 1:
        return None
    made = results.breakdown(analysis, by, question, groupings, policy)
    key = (analysis.version, tuple(by), question, choice, _named(groupings), policy)

    def work() -> tuple[Tested | None]:
        return (_compared(analysis, made, groupings, policy, choice) if _is_shown(made) else None,)

    return _made.get(key, work)[0]


def _associated(
    analysis: Analysis, made: Breakdown, groupings: Mapping[str, str] | None, rows: Bools | None = None
) -> Tested:
    first, second = (made.question, made.by[0]) if made.question is not None else (made.by[1], made.by[0])
    try:
        found = association_shown(analysis.dataset, made.table, first, second, groupings, rows=rows)
    except ReportError as error:
        return _not_tested(error)
    notes = found.notes if found.is_open or found.result.small else (*found.notes, WITHHELD)
    shown = found.result if found.is_open else None
    return Tested(found.sentence, notes, shown, _verdict(found.result))


def _compared(
    analysis: Analysis,
    made: Breakdown,
    groupings: Mapping[str, str] | None,
    policy: Policy,
    choice: str | None,
    rows: Bools | None = None,
) -> Tested:
    dataset, by = analysis.dataset, made.by[0]
    asked, answer = asked_of(dataset, made.question or "", choice)
    hidden = hidden_groups(made) if made.figure == "mean" else ()
    ask = partial(
        compare, dataset, asked, by, groupings, answer=answer, policy=policy, rows=rows, hidden=hidden
    )
    try:
        found = ask()
        is_open = _open_groups(dataset, made, found, choice, policy)
        exact = all(is_open)
        if not exact:
            found = ask(exact=False)
    except ReportError as error:
        return _not_tested(error)
    # The difference of two figures tells the one that is not published from the one that is.
    pairs = tuple(pair for pair in found.pairs if is_open[pair.first] and is_open[pair.second])
    notes = list(found.notes)
    if len(pairs) < len(found.pairs):
        notes.append(PAIRS_LEFT_OUT)
    if not exact and not found.result.small:
        notes.append(WITHHELD)
    labels = [one.label for one in found.groups]
    return Tested(
        found.sentence,
        tuple(notes),
        found.result if exact else None,
        _verdict(found.result),
        tuple(_versus(pair, labels) for pair in pairs),
        pairs_sentence(pairs, labels) if pairs else None,
        is_share=answer is not None,
    )


def _verdict(result: Result) -> bool | None:
    return None if result.small else significant(result)


def hidden_groups(made: Breakdown) -> tuple[str, ...]:
    """The codes of groups of which a table does not even publish how many they are; merged ones apart."""
    closed = [cell.keys[made.by[0]] for cell in made.table.inner() if cell.suppressed]
    return tuple(part for code in closed if code is not None for part in {code, *code.split("+")})


def _open_groups(
    dataset: Dataset, made: Breakdown, found: Comparison, choice: str | None, policy: Policy
) -> list[bool]:
    """Of which groups the table publishes what is compared."""
    if policy.rounding:
        return [False] * len(found.groups)
    where = _where(dataset, made, choice)
    return [_is_open(made, {**where, made.by[0]: one.code}) for one in found.groups]


def asked_of(dataset: Dataset, question: str, choice: str | None) -> tuple[str, str | None]:
    """The variable to compare groups in, and the answer whose share is meant, None for a mean."""
    group = dataset.group(question)
    if group is None or choice is None:
        return question, choice
    return choice, CHOSEN if group.kind == "multiple" else None


def _where(dataset: Dataset, made: Breakdown, choice: str | None) -> dict[str, str]:
    """The keys of the cells that a choice is about, besides that of the group."""
    if choice is None or made.question is None:
        return {}
    group = dataset.group(made.question)
    return {"item" if group is not None and group.kind == "matrix" else made.question: choice}


def _is_open(made: Breakdown, keys: Mapping[str, str]) -> bool:
    """Whether every cell with these categories is published with its n, and there is one.

    A figure without n is rounded, since its exact value would tell how many are behind it.
    """
    cells = [
        cell for cell in made.table.inner() if all(cell.keys.get(name) == code for name, code in keys.items())
    ]
    return bool(cells) and all(cell.n is not None and _is_published(cell, made.figure) for cell in cells)


def _is_published(cell: TableCell, figure: str) -> bool:
    return not cell.suppressed and (cell.n == 0 or cell.figure(figure).value is not None)


def _is_shown(made: Breakdown) -> bool:
    return any(_is_published(cell, made.figure) and cell.n != 0 for cell in made.table.inner())


def _versus(pair: Pair, labels: Sequence[Text]) -> Versus:
    return Versus(labels[pair.first], labels[pair.second], pair.result, pair.adjusted, pair.reason)


def _not_tested(error: ReportError) -> Tested:
    return Tested(
        Text(
            {
                language: words.format(reason=error.reason.say(language), remedy=error.remedy.say(language))
                for language, words in NOT_TESTED.items()
            }
        )
    )


def _named(groupings: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((groupings or {}).items()))


def _kind(dataset: Dataset, question: str) -> str:
    """The kind of a question's variable, or of its group."""
    group = dataset.group(question)
    if group is not None:
        return group.kind
    return dataset.variable(question).kind if question in dataset else ""


def is_scale(variable: Variable) -> bool:
    """Whether the answers are points, which have a mean."""
    codes = variable.substantive
    return variable.kind == "code" and len(codes) > 1 and all(code.lstrip("-").isdigit() for code in codes)
