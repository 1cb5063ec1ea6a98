"""What the model refuses, said in the words of whoever wrote the file."""

from __future__ import annotations

import difflib
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from questionnaires import model
from questionnaires.findings import Finding
from questionnaires.formats.nodes import Node, path_text
from questionnaires.text import Text

_QUESTIONS: tuple[type[model.QuestionBase], ...] = get_args(get_args(model.Question)[0])
_KINDS = frozenset(get_args(question.model_fields["kind"].annotation)[0] for question in _QUESTIONS)

# reason and remedy by the type of pydantic's error; {…} are filled from its context
_MESSAGES: dict[str, tuple[Text, Text]] = {
    "missing": (
        Text(zh="缺少“{key}”。", en="“{key}” is missing."),
        Text(zh="请补上这一项。", en="Add it."),
    ),
    "union_tag_not_found": (
        Text(zh="没有写明题型 kind。", en="The question has no kind."),
        Text(zh="请写 kind，可以是：{expected_tags}。", en="Write a kind, one of: {expected_tags}."),
    ),
    "union_tag_invalid": (
        Text(zh="没有“{tag}”这种题型。", en="There is no kind “{tag}”."),
        Text(zh="题型 kind 可以是：{expected_tags}。", en="The kind can be: {expected_tags}."),
    ),
    "literal_error": (
        Text(zh="“{raw}”不是允许的值。", en="“{raw}” is not allowed here."),
        Text(zh="可以写：{expected}。", en="Write one of: {expected}."),
    ),
    "enum": (
        Text(zh="“{raw}”不是允许的值。", en="“{raw}” is not allowed here."),
        Text(zh="可以写：{expected}。", en="Write one of: {expected}."),
    ),
    "string_too_long": (
        Text(zh="文字太长。", en="The text is too long."),
        Text(zh="最多 {max_length} 个字符，请缩短。", en="Shorten it to {max_length} characters."),
    ),
    "too_short": (
        Text(
            zh="这里至少要有 {min_length} 项，现在是 {actual_length} 项。",
            en="{min_length} are needed here; there are {actual_length}.",
        ),
        Text(zh="请补足。", en="Add what is missing."),
    ),
    "too_long": (
        Text(zh="这里最多 {max_length} 项。", en="At most {max_length} are allowed here."),
        Text(zh="请删去多余的。", en="Remove the rest."),
    ),
    "greater_than": (
        Text(zh="{raw} 太小，要大于 {gt}。", en="{raw} is too small; it must exceed {gt}."),
        Text(zh="请改成大于 {gt} 的数。", en="Write a number above {gt}."),
    ),
    "greater_than_equal": (
        Text(zh="{raw} 太小，不能小于 {ge}。", en="{raw} is too small; the least is {ge}."),
        Text(zh="请改成不小于 {ge} 的数。", en="Write {ge} or more."),
    ),
    "less_than_equal": (
        Text(zh="{raw} 太大，不能大于 {le}。", en="{raw} is too large; the most is {le}."),
        Text(zh="请改成不大于 {le} 的数。", en="Write {le} or less."),
    ),
}
_WHOLE = (
    Text(zh="“{raw}”不是整数。", en="“{raw}” is not a whole number."),
    Text(zh="请写一个整数。", en="Write a whole number."),
)
_NUMBER = (
    Text(zh="“{raw}”不是数。", en="“{raw}” is not a number."),
    Text(zh="请写一个数，不加单位。", en="Write a number without a unit."),
)
_TRUTH = (
    Text(zh="“{raw}”不是 true 或 false。", en="“{raw}” is neither true nor false."),
    Text(zh="请写 true 或 false。", en="Write true or false."),
)
_SEVERAL = (
    Text(zh="这里要写一个列表。", en="A list is needed here."),
    Text(zh="请每项一行，以“- ”开头。", en="Write one item a line, each beginning with “- ”."),
)
_KEYS = (
    Text(zh="这里要写成“键: 值”。", en="Keys with values are needed here."),
    Text(
        zh="请缩进写“键: 值”；文字要写明语言，例如 {{zh-CN: 性别, en: Sex}}。",
        en="Write “key: value” lines; a text names its languages, such as {{zh-CN: 性别, en: Sex}}.",
    ),
)
_UNQUOTED = (
    Text(
        zh="这里要写文字，而 YAML 把 {raw} 读成了{read_zh}。",
        en="A text is needed here, but YAML reads {raw} as {read_en}.",
    ),
    Text(zh="请加引号：'{raw}'。", en="Put it in quotes: '{raw}'."),
)
_TEXT = (
    Text(zh="这里要写文字。", en="A text is needed here."),
    Text(zh="请写一行文字，必要时加引号。", en="Write a line of text, in quotes where needed."),
)
_FALLBACK = (
    Text(zh="这里的内容不对（{msg}）。", en="This cannot be used here ({msg})."),
    Text(zh="请对照问卷文件的说明修改。", en="Mend it as the description of questionnaire files says."),
)


def problems(error: ValidationError, root: Node) -> list[Finding]:
    """Findings for what pydantic refused, in the order of the file."""
    found: list[Finding] = []
    for detail in error.errors(include_url=False):
        path, node = _locate(root, detail["loc"])
        if detail["type"] == "too_short" and len(node.children) >= int(detail["ctx"]["min_length"]):
            continue  # pydantic counts only valid items; the invalid ones are reported themselves
        found.append(_finding(detail, path, node))
    return sorted(found, key=lambda finding: finding.line or 0)


def first_problem(error: ValidationError) -> Finding:
    """The first thing that pydantic refused of a questionnaire that is no file: a draft, or what a reader made."""
    detail = error.errors(include_url=False)[0]
    given = detail["input"]
    is_plain = isinstance(given, str | int | float)
    node = Node(given, 0, raw=str(given) if is_plain else None, quoted=True)
    steps = tuple(step for step in detail["loc"] if step not in _KINDS)
    return _finding(detail, steps, node)


def _locate(root: Node, steps: tuple[int | str, ...]) -> tuple[tuple[int | str, ...], Node]:
    """The path in the file and its nearest node; pydantic's steps also name the kind of a question."""
    node, path = root, ()
    known: tuple[int | str, ...] = path
    for step in steps:
        child = node.children.get(step)
        if child is None and step in _KINDS and len(known) >= 2 and known[-2] == "questions":
            continue
        known = (*known, step)
        node = child or node
    return known, node


def _finding(detail: Any, path: tuple[int | str, ...], node: Node) -> Finding:
    code, (reason, remedy) = _words(detail, path, node)
    # What is quoted is shown on pages and kept by databases, neither of which takes this character.
    raw = (node.raw or "").replace("\x00", "\ufffd")
    values = {"raw": raw, "key": path[-1] if path else "", "msg": detail["msg"], **detail.get("ctx", {})}
    values["expected_tags"] = ", ".join(sorted(_KINDS))
    values.update(_read_as(node.value))
    return Finding(code, path_text(path), reason.fill(**values), remedy.fill(**values), line=node.line)


def _words(detail: Any, path: tuple[int | str, ...], node: Node) -> tuple[str, tuple[Text, Text]]:
    kind: str = detail["type"]
    if kind == "string_type":
        is_unquoted = node.raw is not None and node.value is not None and not node.quoted
        return ("unquoted", _UNQUOTED) if is_unquoted else ("not_text", _TEXT)
    if kind == "string_pattern_mismatch":
        return "pattern", _pattern(path)
    if kind == "extra_forbidden":
        return "unknown_key", _unknown(str(path[-1]))
    for prefix, code, words in (
        ("int", "not_whole", _WHOLE),
        ("float", "not_number", _NUMBER),
        ("bool", "not_boolean", _TRUTH),
        ("tuple", "not_list", _SEVERAL),
        ("dict", "not_mapping", _KEYS),
        ("model", "not_mapping", _KEYS),
    ):
        if kind.startswith(prefix):
            return code, words
    return (kind, _MESSAGES[kind]) if kind in _MESSAGES else ("invalid", _FALLBACK)


def _pattern(path: tuple[int | str, ...]) -> tuple[Text, Text]:
    last = path[-1] if path else ""
    if last in ("code", "parent", "expect", "agree"):
        return (
            Text(zh="“{raw}”不能作代码。", en="“{raw}” cannot be a code."),
            Text(
                zh="代码只用字母、数字、_ 和 .，以字母或数字开头（可带负号），最多 32 个字符。",
                en="Use letters, digits, _ and ., beginning with a letter or digit (or a minus), at most 32.",
            ),
        )
    if last in ("earliest", "latest"):
        return (
            Text(zh="“{raw}”不是日期。", en="“{raw}” is not a date."),
            Text(
                zh="请写 '2026'、'2026-05' 或 '2026-05-31'。",
                en="Write '2026', '2026-05' or '2026-05-31'.",
            ),
        )
    return (
        Text(zh="“{raw}”不能作名称。", en="“{raw}” cannot be a name."),
        Text(
            zh="名称只用字母、数字和 _，以字母开头，最多 63 个字符。",
            en="Use letters, digits and _, beginning with a letter, at most 63.",
        ),
    )


def _unknown(key: str) -> tuple[Text, Text]:
    near = difflib.get_close_matches(key, _all_keys(), n=1)
    guess = near[0] if near else ""
    return (
        Text(zh="不认识“{key}”。", en="“{key}” is not known here."),
        Text(zh=f"是不是“{guess}”？否则请删去。", en=f"Is it “{guess}”? Otherwise remove it.")
        if guess
        else Text(zh="请删去。", en="Remove it."),
    )


def _all_keys() -> list[str]:
    parts = [part for part in vars(model).values() if isinstance(part, type) and issubclass(part, BaseModel)]
    return sorted({name for part in parts for name in part.model_fields})


def _read_as(value: object) -> dict[str, str]:
    if isinstance(value, bool):
        return {"read_zh": "是非值", "read_en": "true or false"}
    if isinstance(value, int | float):
        return {"read_zh": f"数 {value}", "read_en": f"the number {value}"}
    return {"read_zh": "日期", "read_en": "a date"}
