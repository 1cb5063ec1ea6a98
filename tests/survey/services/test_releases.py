"""The ledger of releases: what was given to whom, once, by which rules; reading writes nothing at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from reports.charts.spec import ChartSpec
from reports.crosstabs import breakdown
from reports.disclosure import INTERNAL, PUBLIC
from reports.layout import Condition, Layout
from reports.weighting import weighted
from survey.services import claims, layouts, releases, reporting, results, savedtables, surveys
from survey.services.events import staff
from survey.services.releases import Source, Which
from survey.store import releases as stored
from survey.store.tables import Release
from tests.reports.samples import county
from tests.survey.analysed import analysed_survey, small

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
DATA = weighted(county(300))[0]
TABLE = breakdown(DATA, ["age10", "title", "sex"]).table


def lines(store) -> list[Release]:
    with store.reading() as session:
        return list(session.scalars(sa.select(Release).order_by(Release.id)))


def test_what_is_noted_is_entered_once_for_a_person_a_table_and_a_version(store, hire):
    survey = analysed_survey(store, 20, questionnaire=small())
    person, other = staff(hire("analyst").account_id), staff(hire("second").account_id)
    source, which = Source(survey.id, DATA.hash, "base"), Which(("age10", "sex"))
    for actor in (person, person, other):
        releases.note(store, source, which, [TABLE], "page", at=AT, actor=actor)
    assert lines(store) == []
    assert releases.enter_noted(store) == 2
    releases.note(store, source, which, [TABLE], "page", at=AT, actor=person)
    assert releases.enter_noted(store) == 0
    releases.note(store, Source(survey.id, "f" * 64, "base"), which, [TABLE], "page", at=AT, actor=person)
    releases.note(store, source, which, [TABLE], "file", at=AT, actor=person)
    assert releases.enter_noted(store) == 2
    first = lines(store)[0]
    assert (first.features, first.outlet, first.audience) == ("age10,sex", "page", "public")
    assert first.policy == PUBLIC.hash
    assert (first.published, first.suppressed) == (len(TABLE) - TABLE.suppressed, TABLE.suppressed)


def test_names_longer_than_the_ledger_has_room_for_hold_no_other_line_up(store, hire):
    survey = analysed_survey(store, 20, questionnaire=small())
    person, source = staff(hire("analyst").account_id), Source(survey.id, DATA.hash, "base")
    long = tuple(f"{letter * 62}" for letter in "abcdefgh")
    for last in "xy":
        which = Which(("regression", *long), question=f"{'q' * 63}={'p' * 90}{last}")
        releases.note(store, source, which, [TABLE], "page", at=AT, actor=person)
    assert releases.enter_noted(store) == 2
    for name in ("features", "question"):
        kind = Release.__table__.c[name].type
        assert isinstance(kind, sa.String)
        assert all(len(getattr(line, name)) <= (kind.length or 0) for line in lines(store))


def test_what_another_process_entered_is_not_entered_again(store, hire):
    survey = analysed_survey(store, 20, questionnaire=small())
    person = staff(hire("analyst").account_id)
    source, which = Source(survey.id, DATA.hash, "base"), Which(question="hours")
    releases.enter(store, source, which, [TABLE], "page", at=AT, actor=person)
    releases.note(store, source, which, [TABLE], "page", at=AT, actor=person)
    assert releases.enter_noted(store) == 0
    assert len(lines(store)) == 1


def test_what_could_not_be_written_is_kept_for_the_next_time(store, hire, monkeypatch):
    survey = analysed_survey(store, 20, questionnaire=small())
    releases.note(
        store,
        Source(survey.id, DATA.hash, "base"),
        Which(("sex",)),
        [TABLE],
        "page",
        at=AT,
        actor=staff(hire("one").account_id),
    )
    with monkeypatch.context() as patched:
        patched.setattr(stored, "add_new", lambda *_: 1 / 0)
        try:
            releases.enter_noted(store)
        except ZeroDivisionError:
            pass
        else:
            raise AssertionError("the failure was swallowed")
    assert releases.enter_noted(store) == 1


def test_the_ledger_is_read_newest_first_and_tells_the_policies_apart(store, hire):
    survey = analysed_survey(store, 20, questionnaire=small())
    person = staff(hire("analyst").account_id)
    inner = breakdown(DATA, ["age10", "title", "sex"], policy=INTERNAL).table
    source, which = Source(survey.id, DATA.hash, "base", "20261122T030000Z-abc"), Which(("age10", "sex"))
    releases.enter(store, source, which, [TABLE], "command", at=AT)
    releases.enter(store, source, which, [inner], "command", at=AT, actor=person)
    newest, oldest = releases.entries(store, survey.id)
    assert (newest.who, oldest.who) == ("analyst老师", "")
    assert (newest.audience, oldest.audience) == ("internal", "public")
    assert newest.policy != oldest.policy
    assert newest.suppressed < oldest.suppressed
    assert releases.entries(store, survey.id, before=newest.number) == [oldest]
    assert newest.which == which


def test_one_table_with_two_sets_of_weights_is_two_lines_of_the_same_data(store, hire):
    survey = analysed_survey(store, 20, questionnaire=small())
    person = staff(hire("analyst").account_id)
    for weights in ("base", "raked", "raked"):
        source = Source(survey.id, DATA.hash, weights)
        releases.note(store, source, Which(("sex",)), [TABLE], "page", at=AT, actor=person)
    assert releases.enter_noted(store) == 2
    found = releases.entries(store, survey.id)
    assert {one.weights for one in found} == {"base", "raked"}
    assert len({one.version for one in found}) == 1


def test_a_report_that_holds_no_table_has_no_line(store):
    survey = analysed_survey(store, 20, questionnaire=small())
    source = Source(survey.id, DATA.hash, "base")
    releases.enter(store, source, Which(("report", "zh-CN")), (), "report", at=AT)
    assert lines(store) == []


def test_two_filters_too_long_for_a_line_stay_two(store):
    survey = analysed_survey(store, 20, questionnaire=small())
    source = Source(survey.id, DATA.hash, "base")
    for last in "ab":
        which = Which(("sex",), filter="title=" + ",".join(["x" * 30] * 20) + last)
        releases.enter(store, source, which, [TABLE], "command", at=AT)
    one, other = releases.entries(store, survey.id)
    assert one.which.filter != other.which.filter
    assert len(one.which.filter) == releases.LONGEST_FILTER


def test_what_was_released_before_a_table_is_told_the_oldest_first(store, make_survey, hire):
    survey = make_survey()
    source, other = Source(survey, "a" * 64, "base"), Source(survey, "b" * 64, "base")
    made = [Which(("sex",), f"age={code}") for code in "123"]
    for which in made:
        releases.enter(store, source, which, [TABLE], "page", at=AT)
    releases.enter(store, other, Which(("x",)), [TABLE], "page", at=AT)
    assert releases.before(store, source, made[2]) == (made[0], made[1])
    assert releases.before(store, source, made[0]) == ()
    assert releases.before(store, source, Which(("new",))) == tuple(made)
    # What a page showed and nobody entered yet counts as well.
    releases.note(store, source, Which(("late",)), [TABLE], "page", at=AT, actor=staff(hire("x").account_id))
    assert releases.before(store, source, Which(("new",))) == (*made, Which(("late",)))


def test_of_two_filters_asked_for_by_two_workers_at_once_one_is_first(store, tmp_path):
    """Neither worker has entered anything yet, and neither sees what the other noted."""
    source = Source(1, "a" * 64, "base")
    one, other = Which(("sex",), "polit=01"), Which(("sex",), "party=1")
    assert claims.before(store, tmp_path, source, one) == ()
    assert claims.before(store, tmp_path, source, other) == (one,)
    assert claims.before(store, tmp_path, source, one) == ()  # and stays so, whoever asks again
    assert claims.before(store, tmp_path, Source(1, "b" * 64, "base"), other) == ()
    assert claims.before(store, tmp_path, Source(2, "a" * 64, "base"), other) == ()


def test_the_order_of_claims_stands_though_the_ledger_has_the_later_line_first(store, hire, tmp_path):
    survey = analysed_survey(store, 20, questionnaire=small())
    source = Source(survey.id, DATA.hash, "base")
    one, other = Which(("sex",), "polit=01"), Which(("sex",), "party=1")
    for which in (one, other):
        claims.before(store, tmp_path, source, which)
    for which in (other, one):  # the clock of the second worker was faster
        releases.enter(store, source, which, [TABLE], "page", at=AT)
    assert one in claims.before(store, tmp_path, source, other)
    assert claims.before(store, tmp_path, source, one) == ()  # else it would be another table from then on


def test_of_two_reports_made_at_once_the_later_one_knows_what_the_other_holds(store, settings):
    """A report claims each filtered table as it lays it out; those of other workers are known to it."""
    survey = analysed_survey(store, 60, questionnaire=small())
    found = results.current(store, settings.instance, surveys.named(store, "county", at=AT))
    for name, code in (("one", "1"), ("two", "6")):
        layout = Layout(("sex",), filters=(Condition.of("stratum", [code]),))
        savedtables.save(store, survey.id, name, name, layout, ChartSpec(), at=AT)
    source, other = Source(survey.id, found.data_version, found.weights), Which(("sex",), "stratum=1,2")
    claims.before(store, settings.instance, source, other)
    first, second = (layouts.kept_tables(store, settings.instance, survey.id, found) for _report in range(2))

    def told(tables, name: str) -> list[str]:
        return [one.filter for one in tables[name].earlier()]

    assert told(second, "two") == ["stratum=1,2"]
    for _again in range(2):  # and stays so, whichever report is made again
        assert told(first, "one") == ["stratum=1,2", "stratum=6"]
        assert told(second, "two") == told(first, "two") == ["stratum=1,2"]
    first["two"].refused()
    assert told(second, "two") == ["stratum=1,2", "stratum=1"]


def test_a_filtered_table_is_held_against_the_same_in_a_report_and_by_the_ledger_after_it(store, settings):
    """What a report holds without filters is entered before what it holds under filters, wherever it stands."""
    survey = analysed_survey(store, 60, questionnaire=small())
    card = surveys.named(store, "county", at=AT)
    found = results.current(store, settings.instance, card)
    filtered = Layout(("sex",), filters=(Condition.of("stratum", ["1"]),))
    for name, layout in (("part", filtered), ("whole", Layout(("sex",))), ("other", Layout(("title",)))):
        savedtables.save(store, survey.id, name, name, layout, ChartSpec(), at=AT)
    kept = layouts.kept_tables(store, settings.instance, survey.id, found, held=["part", "whole"])
    in_report = [(one.by, one.filter) for one in kept["part"].earlier()]
    assert in_report == [(("sex",), "")]
    laid = tuple((layouts.which_of(found, kept[name].layout), TABLE) for name in ("part", "whole"))
    made = reporting.Report({}, found.data_version, found.weights, None, (), laid)  # type: ignore[arg-type]
    reporting.enter(store, card, "v1", made, "zh-CN", at=AT)
    source = Source(survey.id, found.data_version, found.weights)
    on_its_page = claims.before(store, settings.instance, source, laid[0][0])
    assert [(one.by, one.filter) for one in on_its_page] == in_report
    without_names = layouts.kept_tables(store, settings.instance, survey.id, found)["part"]
    assert [(one.by, one.filter) for one in without_names.earlier()] == [*in_report, (("title",), "")]


def test_a_table_that_was_refused_is_none_that_others_are_held_against(store, tmp_path):
    source, which = Source(1, "a" * 64, "base"), Which(("sex",), "polit=01")
    claims.before(store, tmp_path, source, which)
    claims.retract(tmp_path, source, which)
    assert claims.before(store, tmp_path, source, Which(("sex",), "party=1")) == ()


@pytest.mark.parametrize("part", [b'[1, "aaa\n', '[1, "工'.encode()[:-1]])
def test_a_claim_of_which_a_part_was_written_hinders_nobody(store, tmp_path, part):
    source, which = Source(1, "a" * 64, "base"), Which(("sex",), "polit=工\u2028业")
    (tmp_path / claims.FILE).write_bytes(part)
    assert claims.before(store, tmp_path, source, which) == ()
    assert claims.before(store, tmp_path, source, Which(("age",))) == (which,)


def test_reports_of_the_same_data_after_two_templates_are_two_releases(store):
    analysed_survey(store, 20, questionnaire=small())
    made = reporting.Report({}, "f" * 64, "base", None, (TABLE,))  # type: ignore[arg-type]
    card = surveys.named(store, "county", at=AT)
    for template in ("county", "brief", "brief"):
        reporting.enter(store, card, "v1", made, "zh-CN", template, at=AT)
    found = [one.which.by for one in releases.entries(store, card.id)]
    assert found == [("report", "zh-CN", "brief"), ("report", "zh-CN", "county")]
