"""Tables that staff built, named and put in order: what each is made of, never a figure.

A table is worked out anew whenever it is opened, from the data and by the rules of that day. It is changed at the
revision that a person saw (see :mod:`.revising`). The order of the tables is one thing of the survey, whoever puts
one elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from questionnaires.text import Text
from reports.charts.spec import ChartSpec
from reports.layout import Layout
from survey.errors import Refusal
from survey.services import surveys, templates
from survey.services.events import SYSTEM, Actor, log
from survey.services.naming import require_name
from survey.services.refusing import refusals
from survey.services.revising import Shelf, Words
from survey.store import savedtables as stored
from survey.store import tables
from survey.store.engine import Session, Store

LONGEST_LABEL = 100
MOST_TABLES = 200
NAME = "table.name"  # the code of refusals
_KEEP_NAME = Text(
    zh="请保留短名，只改名称；或先把它从这些模板中删去，改名后再加上",
    en="Keep the short name and change the words only; or take it out of the templates, and add it again "
    "under its new name",
)
_TAKE_OUT = Text(
    zh="请先在“报告模板”里把这张表从它们中删去，再删除表",
    en="Take the table out of them under “Report templates” first, then delete it",
)


@dataclass(frozen=True)
class Saved:
    """A kept table. ``layout`` is None, with a ``problem``, where it cannot be read by this program any more."""

    name: str
    label: str
    layout: Layout | None
    chart: ChartSpec
    revision: int
    changed_at: datetime
    who: str = ""
    problem: Text | None = None


def listed(store: Store, survey_id: int) -> list[Saved]:
    """The tables of a survey in their order."""
    return _shelf.listed(store, survey_id)


def free_name(store: Store, survey_id: int) -> str:
    """A name that no table has, for who has none in mind."""
    taken = {one.name for one in listed(store, survey_id)}
    return next(name for name in (f"table_{n}" for n in range(1, MOST_TABLES + 2)) if name not in taken)


def one(store: Store, survey_id: int, name: str) -> Saved:
    """A table by its name.

    :raises Refusal: there is none of that name.
    """
    return _shelf.one(store, survey_id, name)


def save(
    store: Store,
    survey_id: int,
    name: str,
    label: str,
    layout: Layout,
    chart: ChartSpec,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
) -> Saved:
    """Keep a table under a new name, as the last.

    :raises Refusal: the name cannot be used or is taken, the label is missing, or there are too many tables.
    """
    require_name(NAME, name)
    columns = {"label": _checked_label(label), "spec": layout.to_json(), "chart": chart.to_json()}

    def after(there: Sequence[tables.SavedTable]) -> dict[str, Any]:
        return {**columns, "place": there[-1].place + 1 if there else 0}

    return _shelf.add(store, survey_id, name, after, "table.saved", at, actor)


def change(
    store: Store,
    survey_id: int,
    name: str,
    revision: int,
    layout: Layout,
    chart: ChartSpec,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
) -> Saved:
    """Put another layout and chart in place of a table's own.

    :raises Refusal: there is no such table, or it is no longer at that revision.
    """

    def changed(old: Saved) -> dict[str, Any]:
        if (old.layout, old.chart) == (layout, chart):
            return {}
        return {"spec": layout.to_json(), "chart": chart.to_json()}

    return _shelf.change(store, survey_id, name, revision, changed, "table.changed", at, actor)


def rename(
    store: Store,
    survey_id: int,
    name: str,
    revision: int,
    new_name: str,
    label: str,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
) -> Saved:
    """Give a table another name and other words.

    :raises Refusal: there is no such table, it is no longer at that revision, the name cannot be used or is taken,
        or templates of reports know the table by the name it has.
    """
    require_name(NAME, new_name)
    label = _checked_label(label)
    if new_name != name:
        _require_unused(store, survey_id, name, _KEEP_NAME)

    def changed(old: Saved) -> dict[str, Any]:
        return {"name": new_name, "label": label} if (old.name, old.label) != (new_name, label) else {}

    return _shelf.change(store, survey_id, name, revision, changed, "table.renamed", at, actor)


def reorder(
    store: Store, survey_id: int, names: Sequence[str], *, at: datetime, actor: Actor = SYSTEM
) -> list[Saved]:
    """Put tables in an order. Names that are there no more are passed over; tables not named come last.

    Whoever saved one meanwhile finds it at the end, so that nothing is lost.
    """
    with store.writing() as session:
        surveys.changeable(session, survey_id)
        return _ordered(session, survey_id, names, at, actor)


def move(
    store: Store, survey_id: int, name: str, by: int, *, at: datetime, actor: Actor = SYSTEM
) -> list[Saved]:
    """Put a table some places further, no further than to the beginning or the end.

    :raises Refusal: there is no such table.
    """
    with store.writing() as session:
        surveys.changeable(session, survey_id)
        names = [row.name for row, _ in stored.rows.listed(session, survey_id)]
        if name not in names:
            raise _unknown(session, survey_id, name)
        place = names.index(name)
        names.insert(max(0, place + by), names.pop(place))
        return _ordered(session, survey_id, names, at, actor)


def _ordered(
    session: Session, survey_id: int, names: Sequence[str], at: datetime, actor: Actor
) -> list[Saved]:
    held = {row.name: row.id for row, _ in stored.rows.listed(session, survey_id)}
    order = [one for one in dict.fromkeys(names) if one in held]
    order += [one for one in held if one not in order]
    if order != list(held):
        stored.put_in_order(session, [held[one] for one in order])
        log(session, actor, "tables.ordered", at=at, survey_id=survey_id, detail={"tables": len(order)})
        session.expire_all()
    return [_saved(row, who) for row, who in stored.rows.listed(session, survey_id)]


def remove(
    store: Store, survey_id: int, name: str, revision: int, *, at: datetime, actor: Actor = SYSTEM
) -> None:
    """Delete a table.

    :raises Refusal: there is none, it is no longer at that revision, or templates of reports name it.
    """
    _require_unused(store, survey_id, name, _TAKE_OUT)
    _shelf.remove(store, survey_id, name, revision, at=at, actor=actor)


def _saved(row: tables.SavedTable, who: str) -> Saved:
    try:
        with refusals():
            layout, chart, problem = Layout.from_json(row.spec), ChartSpec.from_json(row.chart), None
    except Refusal as refusal:  # written by a newer program, or by hand
        layout, chart, problem = None, ChartSpec(), refusal.reason
    return Saved(row.name, row.label, layout, chart, row.revision, row.changed_at, who, problem)


def _require_unused(store: Store, survey_id: int, name: str, remedy: Text) -> None:
    """Refuse where a report would lack the table; who adds it to a template in this very moment finds it marked there."""
    found = templates.using(store, survey_id, name)
    if found:
        zh, en = (
            between.join(f"{before}{own.template.label.say(tag)}{after} ({own.name})" for own in found)
            for tag, between, before, after in (("zh-CN", "、", "“", "”"), ("en", ", ", "“", "”"))
        )
        reason = Text(
            zh=f"这些报告模板用着这张表：{zh}", en=f"These templates of reports have this table: {en}"
        )
        raise Refusal("table.used", place="name", reason=reason, remedy=remedy)


def _unknown(_session: Session, _survey_id: int, name: str) -> Refusal:
    return Refusal(
        "table.unknown",
        place=name,
        reason=Text(zh=f"没有存下名为“{name}”的表", en=f"There is no saved table called {name!r}"),
        remedy=Text(
            zh="它可能已改名或删除，请看存下的表", en="It may have another name now: see the saved tables"
        ),
    )


def _checked_label(label: str) -> str:
    words = " ".join(label.split())
    if words and len(words) <= LONGEST_LABEL:
        return words
    raise Refusal(
        "form",
        place="label",
        reason=Text(
            zh=f"请写表的名称，不超过 {LONGEST_LABEL} 个字",
            en=f"Say what the table is, in {LONGEST_LABEL} characters at most",
        ),
        remedy=Text(zh="例如“高级职称的年龄结构”", en="Such as “Senior titles by age”"),
    )


def _overtaken(who: str) -> Text:
    return Text(
        zh=f"这张表刚才被别人改过（{who}），您的改动没有保存，也没有覆盖别人的",
        en=f"Somebody else ({who}) has just changed this table; yours was not kept and nothing was overwritten",
    )


_shelf = Shelf(
    kind="table",
    rows=stored.rows,
    most=MOST_TABLES,
    words=Words(
        taken=Text(zh="已有这个名称的表", en="There is a table of this name already"),
        many=Text(zh=f"已有 {MOST_TABLES} 张存下的表", en=f"There are {MOST_TABLES} saved tables"),
        overtaken=_overtaken,
        again=Text(
            zh="请打开现在的表核对，再改一次；或另存为一张新表",
            en="Open the table as it is now and change it again, or save yours under another name",
        ),
    ),
    held=_saved,
    unknown=_unknown,
    detail=lambda _saved: None,
)
