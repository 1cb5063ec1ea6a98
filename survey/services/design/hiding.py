"""Why a question or a page is not shown, in a sentence with the answers that decide it."""

from __future__ import annotations

from questionnaires.checks.scope import Scope
from questionnaires.editing.errors import not_found
from questionnaires.expressions import Context, Expression, evaluate, parse, references, truth
from questionnaires.expressions.tree import Logic
from questionnaires.interview import Interview
from questionnaires.model import FACTS, Calculated, Page, Question, Questionnaire
from questionnaires.text import CHINESE, ENGLISH, Text
from survey.services.design.conditions import sentence_of
from survey.services.quoting import LABELS, PREFIX

ANSWERED = Text(zh="“{label}”现在是“{value}”", en="“{label}” is “{value}”")
UNANSWERED = Text(zh="“{label}”还没有填", en="“{label}” is not answered yet")
LONGEST_VALUE = 40


def why_hidden(interview: Interview, draft: Questionnaire, page: str, question: str) -> Text:
    """Why a part of a draft is not shown in an interview that tries it; ``question`` may be empty.

    :raises EditError: ``not_found`` where the draft has no such part.
    """
    holder = draft.page_by_name.get(page)
    asked = draft.question_by_name.get(question) if question else None
    if holder is None or (question and asked is None):
        raise not_found(f"question:{question}" if question else f"page:{page}")
    return _reason(interview, draft, holder, asked)


def _reason(interview: Interview, draft: Questionnaire, page: Page, question: Question | None) -> Text:
    if isinstance(question, Calculated):
        return Text(
            zh="计算项由程序算出，不显示给填答的人。", en="A calculated value is worked out and never shown."
        )
    tried = interview.questionnaire
    if page.name not in tried.page_by_name or (question and question.name not in tried.question_by_name):
        return _left_out(draft, page, question)
    order = [one.name for one in tried.pages]
    ended_at = interview.walk.ended_at
    if interview.ending is not None and ended_at < order.index(page.name):
        return _rule(
            interview,
            interview.ending.when,
            Text(
                zh="因为{values}，问卷在前面按结束规则已经结束：{rule}。",
                en="Because {values}, the questionnaire has ended before: {rule}.",
            ),
            is_true=True,
        )
    shown = Text(
        zh="因为{values}，而显示条件要求{rule}。", en="Because {values}, and it is shown when {rule}."
    )
    for rule in (tried.page_by_name[page.name].show, question.show if question else None):
        if rule is not None and not _holds(interview, parse(rule)):
            return _rule(interview, rule, shown, is_true=False)
    return Text(
        zh="这一页上的题按各自的显示条件现在都不显示。",
        en="By their own conditions, none of the questions on this page is shown now.",
    )


def _left_out(draft: Questionnaire, page: Page, question: Question | None) -> Text:
    labels = {setting.name: setting.label for setting in draft.settings}
    for part in (page, question):
        if part is not None and part.only in labels:
            said = labels[part.only]
            return Text(
                zh=f"这次调查没有打开设置“{said.say(CHINESE)}”，所以没有这一部分。",
                en=f"The setting “{said.say(ENGLISH)}” is off in this survey, so this part is left out.",
            )
    return Text(
        zh="这一部分还不能试填：页上还没有题，或名称与前面的题重复。",
        en="This cannot be tried yet: the page has no question, or the name is that of an earlier one.",
    )


def _rule(interview: Interview, rule: str, words: Text, *, is_true: bool) -> Text:
    """The sentence of a rule: the parts of it that decide, and the answers that these name."""
    scope = Scope(interview.questionnaire)
    deciding = _deciding(interview, parse(rule), is_true=is_true)
    names = list(dict.fromkeys(name for part in deciding for name in references(part)))
    wordings = {}
    for language, comma, also in ((CHINESE, "，", "，且"), (ENGLISH, ", ", " and ")):
        values = comma.join(_value(interview, scope, name, language) for name in names)
        said = [_bare(sentence_of(part, scope).say(language), language) for part in deciding]
        if len(said) > 1:
            said = [_apart(part, one, language) for part, one in zip(deciding, said, strict=True)]
        rules = also.join(said)
        wordings[language] = words.say(language).format(values=values, rule=rules)
    return Text(wordings)


def _deciding(interview: Interview, rule: Expression, *, is_true: bool) -> list[Expression]:
    """Of several conditions joined by ``and``, those that fail; else the whole rule."""
    tree = rule.tree
    if is_true or not isinstance(tree, Logic) or tree.operator != "and":
        return [rule]
    parts = [Expression("", operand) for operand in tree.operands]
    return [part for part in parts if not _holds(interview, part)]


def _holds(interview: Interview, rule: Expression) -> bool:
    context = Context(interview.start, interview.zone)
    return truth(evaluate(rule, interview.walk.values, context))


def _value(interview: Interview, scope: Scope, name: str, language: str) -> str:
    if name in FACTS:
        label, value = LABELS[name.removeprefix(PREFIX)].say(language), interview.facts.get(name, "")
    else:
        field = scope.fields.get(name)
        label = (field.label.say(language) if field else "") or name
        empty = interview.value(name) in ("", ())
        value = "" if empty else interview.fill(Text({language: f"${{{name}}}"}), language)
    if not value:
        return UNANSWERED.say(language).format(label=label)
    said = value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"
    return ANSWERED.say(language).format(label=label, value=said)


def _bare(sentence: str, language: str) -> str:
    """A sentence of :func:`questionnaires.expressions.explain` without its beginning and its full stop."""
    begin = "当" if language == CHINESE else "When "
    return sentence.removeprefix(begin).rstrip("。.").strip()


def _apart(part: Expression, said: str, language: str) -> str:
    """A condition that is itself several, in brackets."""
    if not isinstance(part.tree, Logic):
        return said
    return f"（{said}）" if language == CHINESE else f"({said})"
