"""The changes a draft can undergo, as they travel and are kept.

A *target* is a part by its name: ``questionnaire``, ``page:A``, ``question:sex``,
``list:towns``. A *path* leads from there through keys and, in lists, through the name,
code or reason of an element (or its place, counted from 0): ``["options", "9", "label",
"zh-CN"]``. Every change says what it saw (``was``), so that two people at once never
overwrite each other: it is made only where that still stands.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from questionnaires.editing.errors import EditError
from questionnaires.text import Text

Step: TypeAlias = int | str
Path: TypeAlias = tuple[Step, ...]
Target = Annotated[str, Field(pattern=r"^(questionnaire|(page|question|list):[A-Za-z0-9_]{1,63})$")]


class _Change(BaseModel):
    """Base of all changes: frozen, and refusing words it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Set(_Change):
    """One value for another; None stands for nothing written there (the default)."""

    op: Literal["set"] = "set"
    target: Target
    path: Annotated[Path, Field(min_length=1, max_length=8)]
    was: Any = None
    value: Any = None


class Insert(_Change):
    """A new element of a list: before another, or at the end where ``before`` is None."""

    op: Literal["insert"] = "insert"
    target: Target
    path: Annotated[Path, Field(min_length=1, max_length=8)]
    before: str | None = None
    part: dict[str, Any]


class Remove(_Change):
    """An element of a list taken out; ``was`` is the element as it was seen."""

    op: Literal["remove"] = "remove"
    target: Target
    path: Annotated[Path, Field(min_length=1, max_length=8)]
    key: Step
    was: dict[str, Any]


class Move(_Change):
    """An element of a list to another place of it, or into the same list of another part."""

    op: Literal["move"] = "move"
    target: Target
    path: Annotated[Path, Field(min_length=1, max_length=8)]
    key: str
    into: Target | None = None
    before: str | None = None


class Rename(_Change):
    """Another name for a part; every rule, quote and list that names it is mended.

    A row or a level is named with its question: ``question:sat`` and ``sat_1``.
    """

    op: Literal["rename"] = "rename"
    what: Literal["page", "question", "row", "level", "list", "setting"]
    was: str
    to: str


class Recode(_Change):
    """Another code for an option of a question or an entry of a list; rules that compare it are mended."""

    op: Literal["recode"] = "recode"
    target: Target
    was: str
    to: str


Change = Annotated[Set | Insert | Remove | Move | Rename | Recode, Field(discriminator="op")]
_READER: TypeAdapter[Set | Insert | Remove | Move | Rename | Recode] = TypeAdapter(Change)


def read_change(content: Any) -> Set | Insert | Remove | Move | Rename | Recode:
    """A change from JSON.

    :raises EditError: ``invalid`` where it is not one.
    """
    try:
        return _READER.validate_python(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise EditError(
            "invalid",
            ".".join(map(str, first["loc"])),
            Text(zh="这个改动读不懂，没有写入。", en="This change cannot be read; nothing was written."),
            Text(zh="请刷新页面再试。", en="Reload the page and try again."),
        ) from error
