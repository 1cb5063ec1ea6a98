"""Names that staff give to what they keep in a survey, such as a set of weights or a template of a report."""

from __future__ import annotations

import re

from questionnaires.text import Text
from survey.errors import Refusal

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def is_name(name: str) -> bool:
    """Whether a name can stand in an address, a file or a command: lower-case letters, digits, underscores."""
    return _NAME.fullmatch(name) is not None


def require_name(code: str, name: str) -> None:
    """Refuse a name that could not stand in an address, a file or a command.

    :raises Refusal: it is something else than lower-case letters, digits and underscores, a letter first.
    """
    if not is_name(name):
        raise refused_name(code, Text(zh="名称不能用", en="The name cannot be used"))


def refused_name(code: str, reason: Text) -> Refusal:
    """That a name cannot be taken, and what one may be."""
    return Refusal(
        code,
        place="name",
        reason=reason,
        remedy=Text(
            zh="请另取一个：小写英文字母开头，只用小写字母、数字和下划线，不超过 40 个字符",
            en="Choose another: lower-case letters, digits and underscores, a letter first, 40 characters at most",
        ),
    )
