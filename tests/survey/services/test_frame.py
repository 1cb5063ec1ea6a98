"""The frame: strata and units, typed or from files."""

import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest

from survey.errors import Refusal, all_refusals
from survey.services import frame
from survey.services.events import SYSTEM
from survey.services.frame import StratumFacts, UnitFacts, UnitFilter
from survey.store import copies as stored_copies
from survey.store import frame as stored_frame

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
STRATA = '代号,名称,总体人数\nindustry,工业,"9,200"\nhealth,卫生,5900\nother,其他,\n'


@pytest.fixture
def survey(store, make_survey):
    number = make_survey()
    for code, label, population in (("health", "卫生", 5900), ("edu", "教育", None)):
        frame.save_stratum(store, number, StratumFacts(code, label, population), actor=SYSTEM, at=AT)
    return number


def save(store, survey, facts, **more):
    frame.save_unit(store, survey, facts, actor=SYSTEM, at=AT, **more)


def imported(store, survey, content, what=frame.import_strata):
    return what(
        store,
        survey,
        "file",
        content if isinstance(content, bytes) else content.encode(),
        actor=SYSTEM,
        at=AT,
    )


def problems(store, survey, content, what=frame.import_strata):
    with pytest.raises(Refusal) as caught:
        imported(store, survey, content, what)
    return all_refusals(caught.value)


def workbook(rows):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def issue_to(store, survey, stratum="health", unit=None):
    with store.writing() as session:
        number = stored_frame.stratum_by_code(session, survey, stratum).id
        stored_copies.add_batch(
            session,
            survey_id=survey,
            number=1,
            stratum_id=number,
            unit_id=unit,
            size=0,
            note="",
            issued_at=AT,
            issued_by=None,
        )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_strata_come_from_a_file_in_any_usual_encoding(store, survey, encoding):
    done = imported(store, survey, STRATA.encode(encoding))
    assert (done.added, done.changed) == (2, 1)
    found = {row.code: (row.label, row.population) for row in frame.strata(store, survey)}
    assert found == {
        "health": ("卫生", 5900),
        "edu": ("教育", None),
        "industry": ("工业", 9200),
        "other": ("其他", None),
    }


def test_strata_come_from_a_workbook_with_numbers_as_numbers(store, survey):
    done = imported(
        store,
        survey,
        workbook([[None], ["Code", "Name", "Population"], ["health", "卫生", 5901.0], [1, "第一", 7]]),
    )
    assert (done.added, done.changed) == (1, 1)
    assert {row.code: row.population for row in frame.strata(store, survey)} == {
        "health": 5901,
        "edu": None,
        "1": 7,
    }


def test_every_problem_of_a_file_is_named_and_nothing_is_stored(store, survey):
    found = problems(store, survey, "代号,名称,总体人数\na,甲,很多\n,乙,5\nc,,-3\na,丁,1.5\n")
    assert [(one.place) for one in found] == [
        "2 · 总体人数",
        "3 · 代号",
        "4 · 总体人数",
        "4 · 名称",
        "5 · 总体人数",
        "5 · 代号",
    ]
    assert "很多" in str(found[0].reason)
    assert len(frame.strata(store, survey)) == 2


def test_a_missing_column_is_named_with_what_it_may_be_called(store, survey):
    (found,) = problems(store, survey, "名称,人数\n卫生,5\n")
    assert found.code == "column_missing"
    assert "代号" in str(found.remedy)


@pytest.mark.parametrize("content", ["代号,名称\n", workbook([["代号", "名称"], [None, None]])])
def test_a_heading_without_lines_is_refused_in_words(store, survey, content):
    (found,) = problems(store, survey, content)
    assert "只有列名" in str(found.reason)


def test_full_width_digits_are_numbers_too(store, survey):
    imported(store, survey, "代号,名称,总体人数\nhealth,卫生,５，９０１\n")
    assert {row.code: row.population for row in frame.strata(store, survey)}["health"] == 5901


def test_a_formula_without_its_result_is_named_and_not_taken_for_empty(store, survey):
    formula = workbook([["代号", "名称", "总体人数", "备注"], ["health", "卫生", "=1+1", "=A1"]])
    (found,) = problems(store, survey, formula)
    assert (found.place, "公式" in str(found.reason)) == ("2 · 总体人数", True)
    ignored = workbook([["代号", "名称", "备注"], ["health", "卫生", "=A1"]])
    assert imported(store, survey, ignored).changed == 1


def test_a_column_that_the_file_lacks_changes_nothing(store, survey):
    save(store, survey, UnitFacts("一中", "edu", "古河", "中小学", 136))
    imported(store, survey, "代号,名称\nhealth,医疗\n")
    assert next((row.label, row.population) for row in frame.strata(store, survey)) == ("医疗", 5900)
    imported(store, survey, "单位,层,类型\n一中,edu,\n", frame.import_units)
    ((unit,), _total) = frame.units(store, survey)
    assert (unit.town, unit.unit_type, unit.staff_count) == ("古河", "", 136)


@pytest.mark.parametrize("code", ["../x", "<b>", "a/b", "=1+1", "甲 乙", "-1", "код"])
def test_a_code_that_could_be_read_as_something_else_is_refused(store, survey, code):
    with pytest.raises(Refusal) as caught:
        frame.save_stratum(store, survey, StratumFacts(code, "层"), actor=SYSTEM, at=AT)
    assert (caught.value.code, caught.value.place) == ("code", "code")
    assert [one.place for one in problems(store, survey, f"代号,名称\n{code},层\n")] == ["2 · 代号"]


def test_a_stratum_keeps_the_code_it_was_given_before_codes_had_rules(store, survey):
    with store.writing() as session:
        stored_frame.stratum_by_code(session, survey, "edu").code = "教育 a/b"
    frame.save_stratum(
        store, survey, StratumFacts("教育 a/b", "教育", 7), actor=SYSTEM, at=AT, former="教育 a/b"
    )
    imported(store, survey, "代号,名称,人数\n教育 a/b,教育,8\n")
    assert frame.strata(store, survey)[1].population == 8


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"xl/{number}.xml", b"0" * 40_000_000)
    return out.getvalue()


def entities():
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["代号", "名称"]]))) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + content
            target.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"PK",
        b"PK\x03\x04rubbish",
        b"\x00\x01\x02",
        b"\xff\xfea\x00",
        b'a,"b\n',
        b"x" * 8_000_001,
    ],
)
def test_what_is_no_table_is_refused(store, survey, content):
    assert problems(store, survey, content)


@pytest.mark.parametrize("make", [bomb, entities])
def test_hostile_workbooks_are_refused(store, survey, make):
    assert problems(store, survey, make())[0].code == "file"


def test_a_very_long_table_is_refused(store, survey):
    rows = "\n".join(f"s{number},层" for number in range(20_001))
    assert problems(store, survey, f"代号,名称\n{rows}\n")


def test_units_come_from_a_file_with_the_stratum_by_code_or_label(store, survey):
    save(store, survey, UnitFacts("一中", "edu", staff_count=1))
    content = "单位名称,层,乡镇街道,单位类型,人数\n县医院,卫生,阜城,医院,420\n一中,edu,古河,中小学,136\n"
    done = imported(store, survey, content, frame.import_units)
    assert (done.added, done.changed) == (1, 1)
    rows, total = frame.units(store, survey)
    assert total == 2
    assert {(row.name, row.stratum, row.town, row.unit_type, row.staff_count) for row in rows} == {
        ("县医院", "health", "阜城", "医院", 420),
        ("一中", "edu", "古河", "中小学", 136),
    }


def test_units_of_unknown_strata_and_repeated_units_are_named(store, survey):
    found = problems(store, survey, "单位,层\n甲,卫生\n乙,军事\n甲,卫生\n", frame.import_units)
    assert [one.place for one in found] == ["4 · 单位名称", "3 · 层"]
    assert frame.units(store, survey)[1] == 0


def test_masked_numbers_are_unique_random_and_kept(store, survey):
    content = "单位,层\n" + "".join(f"单位{number},卫生\n" for number in range(400))
    imported(store, survey, content, frame.import_units)
    numbers = [row.number for row in frame.units(store, survey)[0]]
    assert len(set(numbers)) == 400
    assert all(1000 <= number <= 9999 for number in numbers)
    assert numbers != sorted(numbers)
    imported(store, survey, content, frame.import_units)
    assert [row.number for row in frame.units(store, survey)[0]] == numbers


def test_units_are_filtered_sorted_and_paged_in_the_database(store, survey):
    for name, count in (("甲_1", 3), ("乙x1", 9), ("丙", None)):
        save(store, survey, UnitFacts(name, "health", staff_count=count))
    rows, total = frame.units(store, survey, UnitFilter(search="_1"))
    assert ([row.name for row in rows], total) == (["甲_1"], 1)
    rows, _ = frame.units(store, survey, order="staff", descending=True)
    assert [row.staff_count for row in rows] == [9, 3, None]
    rows, total = frame.units(store, survey, order="staff", offset=1, count=1)
    assert ([row.staff_count for row in rows], total) == ([9], 3)
    assert frame.units(store, survey, UnitFilter(stratum="edu"))[1] == 0


def test_a_name_or_code_that_is_taken_is_refused(store, survey):
    with pytest.raises(Refusal):
        frame.save_stratum(store, survey, StratumFacts("edu", "又一个"), actor=SYSTEM, at=AT)
    with pytest.raises(Refusal):
        frame.save_stratum(store, survey, StratumFacts("edu", "卫生"), actor=SYSTEM, at=AT, former="health")
    save(store, survey, UnitFacts("县医院", "health"))
    with pytest.raises(Refusal):
        save(store, survey, UnitFacts("县医院", "edu"))


def test_what_copies_were_issued_to_stays_where_it_is(store, survey):
    save(store, survey, UnitFacts("县医院", "health"))
    ((row,), _) = frame.units(store, survey)
    issue_to(store, survey, unit=row.id)
    for act in (
        lambda: frame.remove_unit(store, survey, row.number, actor=SYSTEM, at=AT),
        lambda: frame.remove_stratum(store, survey, "health", actor=SYSTEM, at=AT),
        lambda: save(store, survey, UnitFacts("县医院", "edu"), number=row.number),
    ):
        with pytest.raises(Refusal):
            act()
    save(store, survey, UnitFacts("县人民医院", "health"), number=row.number)
    frame.remove_stratum(store, survey, "edu", actor=SYSTEM, at=AT)
    assert [one.code for one in frame.strata(store, survey)] == ["health"]


def test_a_frame_belongs_to_its_survey(store, survey, make_survey):
    other = make_survey("other-1")
    save(store, survey, UnitFacts("县医院", "health"))
    ((row,), _) = frame.units(store, survey)
    assert frame.strata(store, other) == []
    assert frame.find_unit(store, other, row.number) is None
    with pytest.raises(Refusal):
        frame.remove_unit(store, other, row.number, actor=SYSTEM, at=AT)
    with pytest.raises(Refusal):
        save(store, other, UnitFacts("县医院", "health"))
