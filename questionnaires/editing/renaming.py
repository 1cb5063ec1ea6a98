"""Other names and other codes, with everything that names them mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter

from questionnaires.editing.changes import Recode, Rename
from questionnaires.editing.document import Document, index_of, part_at
from questionnaires.editing.errors import EditError, name_taken, not_found
from questionnaires.editing.uses import mentions
from questionnaires.expressions import ExpressionError, parse
from questionnaires.expressions.tree import Call, Comparison, Itself, Literal, Name, Node, walk
from questionnaires.kinds import answer_fields
from questionnaires.model import CODE_PATTERN, NAME_PATTERN, Calculated, Question, Questionnaire
from questionnaires.text import Text

NAME_RULE = (
    Text(zh="“{said}”不能作名称。", en="“{said}” cannot be a name."),
    Text(
        zh="名称只用字母、数字和 _，以字母开头，最多 63 个字符。",
        en="Use letters, digits and _, beginning with a letter, at most 63.",
    ),
)
CODE_RULE = (
    Text(zh="“{said}”不能作代码。", en="“{said}” cannot be a code."),
    Text(zh="代码只用字母、数字、_ 和 .，最多 32 个字符。", en="Use letters, digits, _ and ., at most 32."),
)
_QUESTION: TypeAdapter[Question] = TypeAdapter(Question)
WRITTEN_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
WRITTEN_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")


def rename(before: Questionnaire, document: Document, change: Rename) -> list[str]:
    """Give a part its new name in place; the places that were mended.

    :raises EditError: ``not_found``, ``name_taken`` or ``invalid``.
    """
    place = f"{change.what}:{change.was}"
    _require(NAME_PATTERN, change.to, place, *NAME_RULE)
    if change.to != change.was and change.to in _taken(before, change.what):
        raise name_taken(place, change.to)
    holders = [one for one in _named(document, change.what) if one.get("name") == change.was]
    if not holders:
        raise not_found(place)
    holders[0]["name"] = change.to
    if change.what in ("list", "setting"):
        return _mend_references(document, change)
    if change.what == "page":
        return []
    return _mend_fields(document, before, change)


def recode(before: Questionnaire, document: Document, change: Recode) -> list[str]:
    """Give an option or entry its new code in place; the places that were mended.

    :raises EditError: ``not_found``, ``name_taken`` or ``invalid``.
    """
    place = f"{change.target}/{change.was}"
    _require(CODE_PATTERN, change.to, place, *CODE_RULE)
    part = part_at(document, change.target)
    is_list = change.target.startswith("list:")
    elements = part.get("entries" if is_list else "options", [])
    index = index_of(elements, change.was)
    if index is None:
        raise not_found(place)
    if change.to != change.was and index_of(elements, change.to) is not None:
        raise name_taken(place, change.to)
    elements[index]["code"] = change.to
    questions = _recode_within(document, part, change, is_list)
    names = _renamed_fields(document, before, questions)
    fields = {
        field.name
        for name in questions
        for field in answer_fields(before.question_by_name[name], before)
        if field.codes and change.was in field.codes
    }
    mended = _mend_names(document, names)
    worked_out = {f"question:{name}/value" for name in questions}
    if is_list:
        fields |= {name for name in questions if isinstance(before.question_by_name[name], Calculated)}
    for one in mentions(document):
        itself = one.place.startswith(tuple(f"question:{name}/checks:" for name in questions))
        if (
            one.is_rule
            and (said := _recoded(one.said, fields, change, itself, one.place in worked_out)) != one.said
        ):
            one.write(said)
            mended.append(one.place)
    return list(dict.fromkeys(mended))


def _require(pattern: str, said: str, place: str, reason: Text, remedy: Text) -> None:
    if not re.fullmatch(pattern, said):
        raise EditError("invalid", place, reason.fill(said=said), remedy)


def _recode_within(document: Document, part: Document, change: Recode, is_list: bool) -> list[str]:
    """Mend what names the code beside it; the names of the questions that have the option."""
    if not is_list:
        for row in part.get("rows", []):
            if row.get("expect") == change.was:
                row["expect"] = change.to
        if part.get("kind") == "consent" and part.get("agree", "1") == change.was:
            part["agree"] = change.to
        return [part["name"]]
    for entry in part.get("entries", []):
        if entry.get("parent") == change.was:
            entry["parent"] = change.to
    return [one["name"] for one in _named(document, "question") if one.get("list") == part["name"]]


def _recoded(rule: str, fields: set[str], change: Recode, itself: bool, gives: bool) -> str:
    """A rule that compares a field (or, with ``itself``, the dot) with the code, with the new code.

    With ``gives`` the rule works out a code itself, and what it may come to is mended too.
    """
    if change.was not in rule:
        return rule
    try:
        tree = parse(rule).tree
    except ExpressionError:
        return rule
    places = {
        literal.position for node in walk(tree) for literal in _compared(node, fields, change.was, itself)
    }
    if gives:
        places |= {one.position for one in _results(tree) if _says(one.value, change.was)}
    for position in sorted(places, reverse=True):
        written = WRITTEN_TEXT.match(rule, position) or WRITTEN_NUMBER.match(rule, position)
        if written is None:
            continue
        number = written[0][0] not in "'\"" and WRITTEN_NUMBER.fullmatch(change.to)
        rule = rule[:position] + (change.to if number else f"'{change.to}'") + rule[written.end() :]
    return rule


def _compared(node: Node, fields: set[str], code: str, itself: bool) -> Iterable[Literal]:
    if isinstance(node, Comparison):
        pair: tuple[Node, ...] = (node.left, node.right)
    elif isinstance(node, Call) and node.function == "selected":
        pair = node.arguments
    else:
        return ()
    if not any(
        (isinstance(one, Name) and one.name in fields) or (itself and isinstance(one, Itself)) for one in pair
    ):
        return ()
    return [one for one in pair if isinstance(one, Literal) and _says(one.value, code)]


def _results(node: Node) -> Iterable[Literal]:
    """What a rule may come to, as far as it is written in it."""
    if isinstance(node, Literal):
        yield node
    elif isinstance(node, Call) and node.function in ("if", "coalesce"):
        for one in node.arguments[1:] if node.function == "if" else node.arguments:
            yield from _results(one)


def _says(value: float | str, code: str) -> bool:
    return value == code if isinstance(value, str) else f"{value:g}" == code


def _mend_references(document: Document, change: Rename) -> list[str]:
    """A list or a setting is named by its name alone."""
    key = "list" if change.what == "list" else "only"
    mended: list[str] = []
    for holder in _holders(document):
        if holder.get(key) == change.was:
            holder[key] = change.to
            mended.append(f"{holder.get('name') or holder.get('code')}/{key}")
    return mended


def _holders(value: Any) -> Iterable[Document]:
    if isinstance(value, dict):
        yield value
        for further in value.values():
            yield from _holders(further)
    elif isinstance(value, list):
        for further in value:
            yield from _holders(further)


def _mend_fields(document: Document, before: Questionnaire, change: Rename) -> list[str]:
    if change.what != "question":
        asked = (question.name for question in before.questions)
        question = next(name for name in asked if _has_part(before, name, change.was))
        return _mend_names(document, _renamed_fields(document, before, [question]))
    own = {change.was: change.to}
    mended = _mend_names(document, own | _renamed_fields(document, before, [change.was], own))
    for page in document.get("pages", []):
        for ending in page.get("endings", []):
            if change.was in ending.get("ask", []):
                ending["ask"] = [own.get(name, name) for name in ending["ask"]]
                mended.append(f"page:{page['name']}/endings:{ending['reason']}/ask")
    return list(dict.fromkeys(mended))


def _mend_names(document: Document, names: Mapping[str, str]) -> list[str]:
    """Write the new names of fields wherever the old ones are named."""
    changed = {was: to for was, to in names.items() if was != to}
    mended: list[str] = []
    for one in mentions(document) if changed else ():
        if any(name in one.said for name in changed) and changed.keys() & set(one.names()):
            one.write(one.renamed(changed))
            mended.append(one.place)
    complete = document.get("complete_when", [])
    if changed.keys() & set(complete):
        document["complete_when"] = [changed.get(name, name) for name in complete]
        mended.append("questionnaire/complete_when")
    return mended


def _renamed_fields(
    document: Document,
    before: Questionnaire,
    questions: Iterable[str],
    names: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The fields of some questions by their name before: a change of name keeps their number and order."""
    found: dict[str, str] = {}
    for name in questions:
        part = part_at(document, f"question:{(names or {}).get(name, name)}")
        old = answer_fields(before.question_by_name[name], before)
        new = answer_fields(_QUESTION.validate_python(part), before)
        found |= {was.name: to.name for was, to in zip(old, new, strict=True)}
    return found


def _has_part(questionnaire: Questionnaire, question: str, name: str) -> bool:
    asked = questionnaire.question_by_name[question]
    parts = (*getattr(asked, "rows", ()), *getattr(asked, "levels", ()))
    return any(part.name == name for part in parts)


def _named(document: Document, what: str) -> list[Document]:
    """The parts of a sort that have names."""
    pages: list[Document] = document.get("pages", [])
    questions = [question for page in pages for question in page.get("questions", [])]
    match what:
        case "page":
            return pages
        case "question":
            return questions
        case "row":
            return [row for question in questions for row in question.get("rows", [])]
        case "level":
            return [
                level
                for question in questions
                if question["kind"] == "cascade"
                for level in question["levels"]
            ]
        case "list":
            return list(document.get("lists", []))
    return list(document.get("settings", []))


def _taken(questionnaire: Questionnaire, what: str) -> set[str]:
    """The names a part of this sort cannot take."""
    if what == "page":
        return set(questionnaire.page_by_name)
    if what == "list":
        return set(questionnaire.list_by_name)
    if what == "setting":
        return {setting.name for setting in questionnaire.settings}
    fields = {
        field.name for question in questionnaire.questions for field in answer_fields(question, questionnaire)
    }
    return fields | set(questionnaire.question_by_name)
