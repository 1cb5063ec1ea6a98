"""A survey's own templates of reports: copied from one there is or read from a file, then changed part by part.

Every change is made at the revision that the person saw (see :mod:`.revising`). A part that is taken out is held
beside the template until it is put back or enough others have gone after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from questionnaires.text import Text
from reports.errors import ReportError
from reports.templates import Part, Saved, Template, parse, shipped, shipped_names
from reports.templates.editing import Edit, added, dropped, edited
from survey.errors import Refusal
from survey.services.events import SYSTEM, Actor
from survey.services.naming import refused_name, require_name
from survey.services.reportfiles import EDITABLE
from survey.services.revising import Shelf, Words
from survey.services.templatefiles import read_file
from survey.store import tables
from survey.store import templates as stored
from survey.store.engine import Session, Store

LONGEST_LABEL = 100
MOST_TEMPLATES = 50
MOST_REMOVED = 10  # parts taken out that are held, to be put back
REMOVED = "removed"  # where a stored document holds them, beside the template
NAME = "template.name"  # the code of refusals
IN_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Removed:
    """A part that was taken out, and the place where it stood, 0 the first."""

    place: int
    part: Part


@dataclass(frozen=True)
class Own:
    """A survey's own template with its revision; ``who`` changed it last, empty where no account did.

    ``removed`` are the parts taken out last, the latest first; they are no part of the template or its hash.
    """

    name: str
    template: Template
    revision: int
    changed_at: datetime
    who: str = ""
    removed: tuple[Removed, ...] = ()


def listed(store: Store, survey_id: int) -> list[Own]:
    """A survey's own templates in the order they were made."""
    return _shelf.listed(store, survey_id)


def one(store: Store, survey_id: int, name: str) -> Own:
    """A survey's own template.

    :raises Refusal: there is none of that name.
    """
    return _shelf.one(store, survey_id, name)


def find(store: Store, survey_id: int, name: str) -> Template:
    """A template that a report can be made with, shipped or the survey's own.

    :raises Refusal: there is none of that name.
    """
    return shipped(name) if name in shipped_names() else one(store, survey_id, name).template


def labels(store: Store, survey_id: int) -> dict[str, Text]:
    """The names of all templates that a report can be made with, with their labels, the shipped first."""
    own = {found.name: found.template.label for found in listed(store, survey_id)}
    return {**{name: shipped(name).label for name in shipped_names()}, **own}


def using(store: Store, survey_id: int, table: str) -> list[Own]:
    """A survey's own templates that name a saved table by its short name; removed parts do not count."""
    return [
        own
        for own in listed(store, survey_id)
        if any(isinstance(part, Saved) and part.saved == table for part in own.template.parts)
    ]


def copy(
    store: Store, survey_id: int, source: str, name: str, label: Text, *, at: datetime, actor: Actor = SYSTEM
) -> Own:
    """Copy a template, shipped or own, under a new name.

    :raises Refusal: there is no such template, or the name cannot be used or is taken, or the label is missing.
    """
    template = find(store, survey_id, source).model_copy(update={"name": name, "label": label})
    return _added(store, survey_id, template, "template.copied", at, actor)


def take(
    store: Store, survey_id: int, name: str, content: bytes, *, at: datetime, actor: Actor = SYSTEM
) -> Own:
    """Keep a template that somebody brings as a YAML file, under a new name.

    :raises Refusal: the file cannot be read or something in it does not belong there (``place`` says where), or
        the name cannot be used or is taken.
    """
    template = read_file(content).model_copy(update={"name": name})
    _check_title(template.title)
    return _added(store, survey_id, template, "template.imported", at, actor)


def entitle(
    store: Store,
    survey_id: int,
    name: str,
    revision: int,
    label: Text,
    title: Text,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
) -> Own:
    """Change what a template is called and what stands on the cover.

    :raises Refusal: a wording is missing or quotes what a cover cannot, or the template is no longer at that revision.
    """
    _check_label(label)
    if not any(title.values()):
        raise _missing("title", Text(zh="请写封面上的标题", en="Write the title on the cover"))
    _check_title(title)
    return _changed(
        store,
        survey_id,
        name,
        revision,
        lambda old: (old.template.model_copy(update={"label": label, "title": title}), old.removed),
        at,
        actor,
    )


def edit(
    store: Store,
    survey_id: int,
    name: str,
    revision: int,
    change: Edit,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
) -> Own:
    """Change the parts of a template as one of :mod:`reports.templates.editing` says.

    :raises Refusal: there is no such place or template, nothing or too much would be left, or it is no longer
        at that revision.
    """

    return _changed(
        store, survey_id, name, revision, lambda old: (_edited(old, change), old.removed), at, actor
    )


def drop(
    store: Store, survey_id: int, name: str, revision: int, place: int, *, at: datetime, actor: Actor = SYSTEM
) -> Own:
    """Take out the part at a place, 0 the first; it is held to be put back, as are those taken out before it.

    :raises Refusal: as :func:`edit`.
    """

    def changed(old: Own) -> tuple[Template, Sequence[Removed]]:
        left = _edited(old, dropped(place))
        return left, (Removed(place, old.template.parts[place]), *old.removed)[:MOST_REMOVED]

    return _changed(store, survey_id, name, revision, changed, at, actor)


def put_back(
    store: Store,
    survey_id: int,
    name: str,
    revision: int,
    number: int,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
) -> Own:
    """Put a part that was taken out back where it stood; ``number`` counts from the latest, which is 0.

    :raises Refusal: as :func:`edit`; no such part is held.
    """

    def changed(old: Own) -> tuple[Template, Sequence[Removed]]:
        if not 0 <= number < len(old.removed):
            raise Refusal(
                "template.removed",
                place=name,
                reason=Text(zh="没有留着这个删去的部分", en="That part is not held any more"),
                remedy=Text(zh="请回到模板一页重新选择", en="Go back to the template and choose again"),
            )
        back = old.removed[number]
        left = (*old.removed[:number], *old.removed[number + 1 :])
        return _edited(old, added(back.place, back.part)), left

    return _changed(store, survey_id, name, revision, changed, at, actor)


def remove(
    store: Store, survey_id: int, name: str, revision: int, *, at: datetime, actor: Actor = SYSTEM
) -> None:
    """Delete a template; reports made with it stay.

    :raises Refusal: there is none, or it is no longer at that revision.
    """
    _shelf.remove(store, survey_id, name, revision, at=at, actor=actor)


def _added(store: Store, survey_id: int, template: Template, action: str, at: datetime, actor: Actor) -> Own:
    _check_name(template.name)
    _check_label(template.label)
    columns = {"label": dict(template.label), "document": template.document()}
    return _shelf.add(store, survey_id, template.name, lambda _there: columns, action, at, actor)


def _edited(old: Own, change: Edit) -> Template:
    try:
        return edited(old.template, change)
    except ReportError as error:
        raise Refusal(error.code, place=error.place, reason=error.reason, remedy=error.remedy) from error


def _changed(
    store: Store,
    survey_id: int,
    name: str,
    revision: int,
    change: Callable[[Own], tuple[Template, Sequence[Removed]]],
    at: datetime,
    actor: Actor,
) -> Own:
    """The template after a change, which gives what it becomes and which removed parts are held."""

    def columns_of(own: Own) -> dict[str, Any]:
        new, removed = change(own)
        if new == own.template:
            return {}
        held = [
            {"place": one.place, "part": one.part.model_dump(mode="json", exclude_defaults=True)}
            for one in removed
        ]
        return {"label": dict(new.label), "document": new.document() | ({REMOVED: held} if held else {})}

    return _shelf.change(store, survey_id, name, revision, columns_of, "template.changed", at, actor)


def _own(row: tables.ReportTemplate, who: str) -> Own:
    document = dict(row.document)
    held = document.pop(REMOVED, [])
    removed = tuple(Removed(one["place"], _part(one["part"])) for one in held)
    return Own(row.name, parse(document), row.revision, row.changed_at, who, removed)


def _part(document: Any) -> Part:
    # A part has no reader of its own: it is read as the only one of a template.
    return parse({"name": "part", "label": {}, "title": {}, "parts": [document]}).parts[0]


def _unknown(session: Session, survey_id: int, name: str) -> Refusal:
    there = ", ".join([*shipped_names(), *(row.name for row, _ in stored.rows.listed(session, survey_id))])
    return Refusal(
        "template.unknown",
        place=name,
        reason=Text(zh=f"没有名为“{name}”的报告模板", en=f"There is no template of a report called {name!r}"),
        remedy=Text(zh=f"可用的模板：{there}", en=f"The templates are: {there}"),
    )


def _check_name(name: str) -> None:
    if name in shipped_names():
        raise refused_name(
            NAME,
            Text(zh="这是自带模板的名称", en="That is the name of a template that ships with the program"),
        )
    if name == EDITABLE:
        raise refused_name(NAME, Text(zh="这个名称另有用处", en="That name has another use"))
    require_name(NAME, name)


def _check_label(label: Text) -> None:
    if not any(label.values()):
        raise _missing("label", Text(zh="请写模板的说明", en="Say what the template is"))
    if any(len(words) > LONGEST_LABEL for words in label.values()):
        raise _missing("label", Text(zh="模板的说明太长", en="The words for the template are too long"))


def _check_title(title: Text) -> None:
    """Refuse what stands in braces on the cover and is not the survey's title: it would be printed as it is."""
    wrong = next(
        (one for words in title.values() for one in IN_BRACES.findall(words) if one != "title"), None
    )
    if wrong is not None:
        raise Refusal(
            "form",
            place="title",
            reason=Text(
                zh=f"封面标题里不能引用“{wrong[:40]}”",
                en=f"The title on the cover cannot quote “{wrong[:40]}”",
            ),
            remedy=Text(
                zh="只能写 {title}，它是调查的名称；别的请直接写成文字",
                en="Only {title} can stand there, which is that of the survey; write anything else as plain words",
            ),
        )


def _missing(place: str, reason: Text) -> Refusal:
    remedy = Text(
        zh=f"不超过 {LONGEST_LABEL} 个字，例如“市级简报”",
        en=f"{LONGEST_LABEL} characters at most, such as “Brief for the city”",
    )
    return Refusal("form", place=place, reason=reason, remedy=remedy)


def _overtaken(who: str) -> Text:
    return Text(
        zh=f"这个模板刚才被别人改过（{who}），您的改动没有保存，也没有覆盖别人的",
        en=f"Somebody else ({who}) has just changed this template; yours was not kept and nothing was overwritten",
    )


_shelf = Shelf(
    kind="template",
    rows=stored.rows,
    most=MOST_TEMPLATES,
    words=Words(
        taken=Text(zh="已有这个名称的模板", en="There is a template of this name already"),
        many=Text(
            zh=f"已有 {MOST_TEMPLATES} 个自拟模板", en=f"There are {MOST_TEMPLATES} templates of your own"
        ),
        overtaken=_overtaken,
        again=Text(
            zh="下面是现在的模板，请核对后再改一次",
            en="The template as it is now stands below: look at it and make your change again",
        ),
    ),
    held=_own,
    unknown=_unknown,
    detail=lambda own: {"hash": own.template.hash},
)
