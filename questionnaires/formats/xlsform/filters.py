"""Choice filters: a condition for each option, or a cascade where several lists are one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from questionnaires.editing.document import Document
from questionnaires.expressions import Context, Type, evaluate, parse, truth
from questionnaires.expressions.printing import print_node
from questionnaires.expressions.tree import Call, Comparison, Literal, Logic, Name, Node, walk
from questionnaires.formats.xlsform.choices import Choice
from questionnaires.formats.xlsform.form import Form
from questionnaires.formats.xlsform.outline import Item
from questionnaires.formats.xlsform.rules import Resolve, turned, with_columns

NEVER = "false()"
LEAST_ENTRIES = 20  # below, a condition for each option reads better
_PARENT = (
    re.compile(r"\s*(?P<column>[^\W\d][\w.-]*)\s*=\s*\$\{\s*(?P<name>[^\s{}]+)\s*\}\s*"),
    re.compile(r"\s*\$\{\s*(?P<name>[^\s{}]+)\s*\}\s*=\s*(?P<column>[^\W\d][\w.-]*)\s*"),
)
_EPOCH = Context(datetime(1970, 1, 1))  # noqa: DTZ001 - a wall clock that nothing reads


def shown_when(written: str, choices: Sequence[Choice], resolve: Resolve) -> dict[str, str]:
    """The condition of every option by its code: empty where it always shows, ``false()`` where it never does.

    Of choices with one code, one condition has to hold. A word that is no column is taken as a
    text (authors forget the quotation marks). Raises UnturnableError.
    """
    columns = {key for choice in choices for key in choice.columns}
    found: dict[str, list[Node]] = {}
    for choice in choices:
        rule = turned(with_columns(written, dict.fromkeys(columns, "") | dict(choice.columns)), resolve)
        found.setdefault(choice.code, []).append(_folded(parse(rule).tree, resolve))
    return {code: _either(nodes) for code, nodes in found.items()}


def _folded(node: Node, resolve: Resolve) -> Node:
    if isinstance(node, Comparison) and isinstance(node.left, Literal) and node.operator in ("=", "!="):
        node = Comparison(node.operator, node.right, node.left)
    if isinstance(node, Logic):
        parts = [_folded(each, resolve) for each in node.operands]
        wins = _truth(node.operator == "or")
        if wins in parts:
            return wins
        parts = [part for part in parts if part != _truth(node.operator == "and")]
        if not parts:
            return _truth(node.operator == "and")
        return Logic(node.operator, tuple(parts)) if len(parts) > 1 else parts[0]
    if not any(isinstance(each, Name | Call) for each in walk(node)):
        return _truth(truth(evaluate(parse(print_node(node)), {}, _EPOCH)))
    if isinstance(node, Comparison) and node.operator == "=" and isinstance(node.left, Name):
        codes = _codes(node.left.name, resolve)
        if codes and isinstance(node.right, Literal) and node.right.value not in (*codes, ""):
            return _truth(False)
    return node


def _codes(name: str, resolve: Resolve) -> tuple[str, ...]:
    known = resolve(name)
    return tuple(known.codes.values()) if known is not None and known.type is Type.CODE else ()


def _truth(value: bool) -> Node:
    return Call("true" if value else "false", ())


def _either(nodes: list[Node]) -> str:
    different = [node for node in dict.fromkeys(nodes) if node != _truth(False)]
    if not different:
        return NEVER
    if _truth(True) in different:
        return ""
    return print_node(different[0] if len(different) == 1 else Logic("or", tuple(different)))


def parent_of(item: Item) -> tuple[str, str] | None:
    """The question above and the column that names it, where the filter of a choice says only that."""
    if item.type.name != "select_one" or item.type.other:
        return None
    for pattern in _PARENT:
        found = pattern.fullmatch(item.line.get("choice_filter"))
        if found:
            return found["name"], found["column"]
    return None


def chain(items: Sequence[Item], form: Form) -> list[Item]:
    """The questions from the first on that are the levels of one list; only the first where they are not."""
    found = [items[0]]
    if items[0].type.name != "select_one" or items[0].line.get("choice_filter") or items[0].type.other:
        return found
    for item in items[1:]:
        above = parent_of(item)
        if above is None or above[0] != found[-1].name or _has_more(item):
            break
        found.append(item)
    while len(found) > 1 and not _is_one_list(found, form):
        found.pop()
    many = len(found) > 1 and len(form.options_of(found[-1])) > LEAST_ENTRIES
    return found if many else found[:1]


def _has_more(item: Item) -> bool:
    return any(item.line.get(key) for key in ("relevant", "constraint")) or bool(item.line.texts.get("hint"))


def _is_one_list(levels: list[Item], form: Form) -> bool:
    """Whether every code that has something below stands once on its level."""
    lists = [form.options_of(item) for item in levels]
    codes = [{choice.code for choice in options} for options in lists]
    apart = all(not codes[one] & codes[other] for one in range(len(codes)) for other in range(one))
    single = all(len({choice.code for choice in options}) == len(options) for options in lists[:-1])
    return apart and single


def cascade(
    levels: list[Item], form: Form, name: str, option: Mapping[str, Document]
) -> tuple[Document, Document, int]:
    """A cascade of questions and its list; the number tells how many entries had no parent and were dropped."""
    entries: list[Document] = []
    above: dict[str, str] = {}
    gone = 0
    for place, item in enumerate(levels):
        column = (parent_of(item) or ("", ""))[1]
        here: dict[str, str] = {}
        for choice in form.options_of(item):
            entry: Document = {
                "code": choice.code,
                "label": option[f"{item.name}/{choice.line.number}"]["label"],
            }
            if place:
                parent = above.get(choice.columns.get(column, ""))
                if parent is None:
                    gone += 1
                    continue
                entry["parent"] = parent
            here[choice.name] = choice.code
            entries.append(entry)
        above = here
    names = [form.name_of(item) for item in levels]
    labels = [
        form.text(item.line, "label") or dict.fromkeys(form.tongues.used[:1], item.name) for item in levels
    ]
    question: Document = {
        "name": form.claim(f"{names[0]}_all"),
        "kind": "cascade",
        "label": labels[0],
        "list": name,
        "levels": [{"name": name, "label": label} for name, label in zip(names, labels, strict=True)],
    }
    return question, {"name": name, "levels": names, "entries": entries}, gone
