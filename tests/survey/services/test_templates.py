"""A survey's own report templates: every change whole, logged, and never over somebody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from questionnaires.text import Text
from reports.templates import Plain, Saved, editing, shipped
from survey.errors import Refusal
from survey.services import templates
from survey.store.tables import Event
from tests.survey.analysed import NOW, analysed_survey, small

LABEL = Text(zh="市级简报")


@pytest.fixture
def survey(store) -> int:
    return analysed_survey(store, 12, questionnaire=small()).id


def test_a_copy_is_changed_part_by_part_and_the_shipped_one_stays(store, survey):
    own = templates.copy(store, survey, "brief", "own", LABEL, at=NOW)
    parts = shipped("brief").parts
    assert own.template.parts == parts
    assert own.template.hash != shipped("brief").hash
    own = templates.edit(store, survey, "own", 1, editing.added(0, Plain(what="limits")), at=NOW)
    own = templates.edit(store, survey, "own", 2, editing.moved(0, 2), at=NOW)
    assert own.template.parts == (*parts[:2], Plain(what="limits"), *parts[2:])
    own = templates.edit(store, survey, "own", 3, editing.changed(2, Plain(what="size")), at=NOW)
    own = templates.edit(store, survey, "own", 4, editing.dropped(0), at=NOW)
    assert own.template.parts == (parts[1], Plain(what="size"), *parts[2:])
    own = templates.entitle(store, survey, "own", 5, LABEL, Text(zh="{title}"), at=NOW)
    assert (own.revision, own.template.title) == (6, Text(zh="{title}"))
    assert templates.find(store, survey, "own") == own.template
    assert templates.labels(store, survey)["own"] == LABEL
    assert templates.find(store, survey, "brief").parts == parts


CHANGES: list[Callable[..., object]] = [
    lambda store, survey, seen: templates.edit(
        store, survey, "own", seen, editing.added(0, Plain(what="size")), at=NOW
    ),
    lambda store, survey, seen: templates.edit(
        store, survey, "own", seen, editing.changed(0, Plain(what="size")), at=NOW
    ),
    lambda store, survey, seen: templates.edit(store, survey, "own", seen, editing.moved(0, 1), at=NOW),
    lambda store, survey, seen: templates.edit(store, survey, "own", seen, editing.dropped(0), at=NOW),
    lambda store, survey, seen: templates.drop(store, survey, "own", seen, 0, at=NOW),
    lambda store, survey, seen: templates.put_back(store, survey, "own", seen, 0, at=NOW),
    lambda store, survey, seen: templates.entitle(store, survey, "own", seen, LABEL, LABEL, at=NOW),
    lambda store, survey, seen: templates.remove(store, survey, "own", seen, at=NOW),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_what_somebody_else_changed_is_refused_and_leaves_no_trace(store, survey, change):
    templates.copy(store, survey, "brief", "own", LABEL, at=NOW)
    templates.drop(store, survey, "own", 1, 0, at=NOW)
    before = templates.one(store, survey, "own")
    with pytest.raises(Refusal) as refused:
        change(store, survey, 1)
    assert refused.value.code == "template.overtaken"
    assert templates.one(store, survey, "own") == before
    with store.reading() as session:
        done = session.scalars(sa.select(Event.action).where(Event.action.like("template.%"))).all()
    assert sorted(done) == ["template.changed", "template.copied"]
    change(store, survey, 2)


def test_parts_taken_out_are_held_beside_the_template_and_the_oldest_go_first(store, survey):
    own = templates.copy(store, survey, "county", "own", LABEL, at=NOW)
    parts = own.template.parts
    for _ in range(templates.MOST_REMOVED + 1):
        own = templates.drop(store, survey, "own", own.revision, 0, at=NOW)
    held = [one.part for one in own.removed]
    assert held == list(reversed(parts[1 : templates.MOST_REMOVED + 1]))
    assert "removed" not in own.template.document()
    again = templates.copy(store, survey, "own", "other", LABEL, at=NOW)
    assert again.removed == ()
    own = templates.entitle(store, survey, "own", own.revision, LABEL, Text(zh="{title}"), at=NOW)
    assert [one.part for one in own.removed] == held
    for _ in held:
        own = templates.put_back(store, survey, "own", own.revision, 0, at=NOW)
    assert own.template.parts == parts[1:]
    assert own.removed == ()
    with pytest.raises(Refusal, match=r"template\.removed"):
        templates.put_back(store, survey, "own", own.revision, 0, at=NOW)


def test_names_places_and_the_last_part_are_guarded(store, survey):
    templates.copy(store, survey, "brief", "own", LABEL, at=NOW)
    for name in ("own", "county", "editable", "Own", "a b", "", "x" * 41):
        with pytest.raises(Refusal) as refused:
            templates.copy(store, survey, "brief", name, LABEL, at=NOW)
        assert refused.value.place == "name"
    with pytest.raises(Refusal, match=r"template\.unknown"):
        templates.find(store, survey, "nothing")
    with pytest.raises(Refusal, match=r"template\.place"):
        templates.edit(store, survey, "own", 1, editing.dropped(99), at=NOW)
    for revision in range(1, len(shipped("brief").parts)):
        templates.edit(store, survey, "own", revision, editing.dropped(0), at=NOW)
    last = templates.one(store, survey, "own")
    with pytest.raises(Refusal, match=r"template\.empty"):
        templates.edit(store, survey, "own", last.revision, editing.dropped(0), at=NOW)
    templates.remove(store, survey, "own", last.revision, at=NOW)
    assert templates.listed(store, survey) == []


def test_the_templates_that_name_a_saved_table_are_known(store, survey):
    templates.copy(store, survey, "brief", "own", LABEL, at=NOW)
    own = templates.edit(store, survey, "own", 1, editing.added(0, Saved(what="saved", saved="ages")), at=NOW)
    assert [one.name for one in templates.using(store, survey, "ages")] == ["own"]
    assert templates.using(store, survey, "others") == []
    templates.drop(store, survey, "own", own.revision, 0, at=NOW)
    assert templates.using(store, survey, "ages") == []
