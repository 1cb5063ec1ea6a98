"""What an answer must meet, as one ODK constraint with one message; soft checks as notes."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from questionnaires.formats.xlsform.cells import plain
from questionnaires.formats.xlsform.survey_rows import AS_OPTIONS, Sheets
from questionnaires.formats.xlsform.xpath import UnwritableError, quoted
from questionnaires.kinds import kind_of
from questionnaires.kinds.answer import number_words
from questionnaires.kinds.messages import DATE_EARLY, DATE_FUTURE, DATE_LATE, EXCLUSIVE, PATTERN, STEP, said
from questionnaires.kinds.number import bounds_message
from questionnaires.model import Cascade, Check, Date, Level, Multiple, Number, Question, Split, Words
from questionnaires.text import Text

LENGTH = Text(zh="最多 {n} 个字。", en="At most {n} characters.")
LEAST = Text(zh="至少选 {n} 项。", en="Choose {n} at least.")
MOST = Text(zh="最多选 {n} 项。", en="Choose {n} at most.")
UNUSUAL = Text(zh="这个数不常见，请核对。", en="This number is unusual; please check it.")

_SEMICOLON = {True: "；", False: "; "}
Held = tuple[str, Text]


@dataclass(slots=True)
class Conditions:
    """Rules that must all hold, and the message where one does not."""

    rules: list[str] = field(default_factory=list)
    message: dict[str, str] = field(default_factory=dict)

    @property
    def rule(self) -> str:
        """All in one."""
        return self.rules[0] if len(self.rules) == 1 else " and ".join(f"({rule})" for rule in self.rules)


def conditions(question: Question, sheets: Sheets) -> Conditions:
    """What stops an answer: the bounds of its kind, then its hard checks."""
    found = Conditions()
    texts: list[Text] = []
    held = [*_bounds(question, sheets)]
    if not isinstance(question, Split | Cascade):
        held += [(rule, check.message) for check, rule in _checks(question, sheets, Level.HARD, ".")]
    for rule, text in held:
        if plain(rule):
            found.rules.append(rule)
            texts.append(text)
    tags = dict.fromkeys((*sheets.questionnaire.languages, *(tag for text in texts for tag in text)))
    for tag in tags:
        words = [text.get(tag) or sheets.words(text).get(tag, "") for text in texts]
        different = [word.rstrip("。.") for word in dict.fromkeys(words) if word]
        if different:
            found.message[tag] = (
                words[0] if len(words) == 1 else _SEMICOLON[tag.startswith("zh")].join(different)
            )
    return found


def soft(question: Question, sheets: Sheets) -> Iterator[tuple[str, dict[str, str]]]:
    """What asks for a second look, as conditions under which a note shows; of groups the hard checks too."""
    first = kind_of(question).first_field(question)
    name = f"${{{first}}}"
    if isinstance(question, Number):
        sides = ((" < ", question.usual_least), (" > ", question.usual_most))
        outside = " or ".join(f"{name}{sign}{_digits(bound)}" for sign, bound in sides if bound is not None)
        if outside:
            yield f"({outside})", sheets.words(UNUSUAL)
    levels = (Level.HARD, Level.SOFT) if isinstance(question, Split | Cascade) else (Level.SOFT,)
    for level in levels:
        for check, rule in _checks(question, sheets, level, name):
            yield f"{name} != '' and not({rule})", dict(check.message)


def _checks(question: Question, sheets: Sheets, level: Level, itself: str) -> Iterator[tuple[Check, str]]:
    first = kind_of(question).first_field(question)
    for check in question.checks:
        if check.level is not level:
            continue
        try:
            yield check, sheets.writer(first, itself).rule(check.require)
        except UnwritableError as error:
            zh, en = (
                f"检查 ODK 不能用（{check.require}）。",
                f"ODK cannot evaluate the check {check.require} ({error}).",
            )
            sheets.lost("check", f"question:{question.name}/check:{check.code}", zh, en)


def _bounds(question: Question, sheets: Sheets) -> Iterator[Held]:
    match question:
        case Number():
            yield from _of_number(question)
        case Date():
            yield from _of_date(question)
        case Words():
            yield f"string-length(.) <= {question.limit}", LENGTH.fill(n=question.limit)
            if question.pattern:
                yield f"regex(., {quoted(question.pattern)})", PATTERN
        case Multiple():
            yield from _of_multiple(question, sheets)


def _of_number(question: Number) -> Iterator[Held]:
    sides = ((">=", question.least), ("<=", question.most))
    rule = " and ".join(f". {sign} {_digits(bound)}" for sign, bound in sides if bound is not None)
    message = bounds_message(question.least, question.most)
    if rule and message:
        yield rule, message
    if question.step:
        times = f". div {_digits(question.step)}"
        yield f"abs({times} - round({times})) < 0.000001", said(STEP, step=number_words(question.step))


def _of_date(question: Date) -> Iterator[Held]:
    if question.earliest:
        yield (
            f". >= date('{_day(question.earliest, last=False)}')",
            said(DATE_EARLY, earliest=question.earliest),
        )
    if question.latest == "today":
        yield ". <= today()", DATE_FUTURE
    elif question.latest:
        yield f". <= date('{_day(question.latest, last=True)}')", said(DATE_LATE, latest=question.latest)


def _day(bound: str, *, last: bool) -> str:
    year, month, day = (*bound.split("-"), "", "")[:3]
    month = month or ("12" if last else "01")
    if not day:
        valid = 1 <= int(month) <= 12 and int(year) >= 1
        day = f"{monthrange(int(year), int(month))[1]}" if last and valid else "01"
    return f"{year}-{month}-{day}"


def _of_multiple(question: Multiple, sheets: Sheets) -> Iterator[Held]:
    options = sheets.lists.options(question)
    alone = [(option.code, option.label) for option in options if option.exclusive or option.missing]
    offers = sheets.offer_codes(question) if isinstance(question, AS_OPTIONS) else {}
    for code, label in alone:
        yield f"not(selected(., '{code}') and count-selected(.) > 1)", said(EXCLUSIVE, option=label)
    for code in offers.values():
        yield f"not(selected(., '{code}') and count-selected(.) > 1)", Text()
    unless = "".join(
        f" or selected(., '{code}')" for code in [*(code for code, _ in alone), *offers.values()]
    )
    if question.least > 1:
        yield f"count-selected(.) >= {question.least}{unless}", LEAST.fill(n=question.least)
    if question.most is not None:
        yield f"count-selected(.) <= {question.most}{unless}", MOST.fill(n=question.most)


def _digits(value: float) -> str:
    said = f"{Decimal(repr(value)):f}"
    return said.removesuffix(".0")
