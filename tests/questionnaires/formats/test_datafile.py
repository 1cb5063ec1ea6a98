"""A questionnaire from a data file, and rows read against it."""

from pathlib import Path

import pytest

from questionnaires.formats.datafile import questionnaire_from
from questionnaires.formats.error import FormatError
from questionnaires.formats.mapping import DataMapping, load_mapping, shipped_mapping
from questionnaires.formats.rows import RowReader
from questionnaires.formats.tables import open_table

MAPPING = """
title: {en: Bands}
second_header: true
strip: ['\\s*- Selected$']
ignore: ['*_TEXT']
questions:
  - {name: age, columns: [AGE], order: number}
  - {name: title, columns: [T], order: frequency, last: '^Other$', missing: {refused: '^No answer'}}
  - {name: tool, columns: ['TOOL_*'], kind: multiple}
  - {name: view, columns: ['V_*'], kind: matrix, arrange: [2, 1]}
  - {name: part, columns: ['P_*'], kind: numbers, decimals: 1}
"""
DATA = [
    "AGE,T,T_TEXT,TOOL_1,TOOL_2,V_1,V_2,P_1,P_2",
    "How old? - Selected,Title?,x,Tools used - A,Tools used - B,Agree? - First,Agree? - Second,Share - X,Share - Y",
    "25-29,Other,-1,A,,Good,Bad,10,90.5",
    "18-21,Engineer,7,A,B,Bad,Bad,,",
    "80+,Engineer,-1,,,,,0,100",
    "< 18,No answer,-1,,B,Good,Good,50,50",
]


@pytest.fixture
def mapping() -> DataMapping:
    return load_mapping(MAPPING)


def table_of(tmp_path: Path, lines: list[str]):
    path = tmp_path / "data.csv"
    path.write_text("\n".join(lines), "utf-8")
    return open_table(path, second_header=True)


def test_names_texts_and_options_come_from_the_file(tmp_path: Path, mapping: DataMapping) -> None:
    made = questionnaire_from(table_of(tmp_path, DATA), mapping, "bands")
    by_name = made.question_by_name
    assert [option.label.say("en") for option in by_name["age"].options] == ["< 18", "18-21", "25-29", "80+"]
    assert by_name["age"].label.say("en") == "How old?"
    title = [(option.label.say("en"), option.missing) for option in by_name["title"].options]
    assert title == [("Engineer", None), ("Other", None), ("No answer", "refused")]
    assert by_name["tool"].label.say("en") == "Tools used"
    assert [option.label.say("en") for option in by_name["tool"].options] == ["A", "B"]
    assert [row.label.say("en") for row in by_name["view"].rows] == ["First", "Second"]
    assert [option.label.say("en") for option in by_name["view"].options] == ["Bad", "Good"]
    assert {"P_1", "P_2"} <= set(by_name)


def test_rows_become_answers_and_what_cannot_be_read_is_a_problem(
    tmp_path: Path, mapping: DataMapping
) -> None:
    table = table_of(tmp_path, DATA)
    reader = RowReader(questionnaire_from(table, mapping, "bands"), table.header, mapping)
    rows = [reader.read(number, cells) for number, cells in table.rows()]
    assert rows[0].row == 3
    assert rows[0].answers == {
        "age": "3",
        "title": "2",
        "tool": ["1"],
        "V_1": "2",
        "V_2": "1",
        "P_1": 10,
        "P_2": 90.5,
    }
    assert rows[2].answers == {"age": "4", "title": "1", "P_1": 0, "P_2": 100}
    wrong = reader.read(9, ["33", "", "", "C", "", "", "", "ten", ""])
    assert [(one.column, one.value) for one in wrong.problems] == [
        ("AGE", "33"),
        ("TOOL_1", "C"),
        ("P_1", "ten"),
    ]


def test_a_column_the_mapping_does_not_speak_of_is_refused(tmp_path: Path, mapping: DataMapping) -> None:
    lines = [f"{line},more" for line in DATA]
    with pytest.raises(FormatError) as refused:
        questionnaire_from(table_of(tmp_path, lines), mapping, "bands")
    assert [finding.place for finding in refused.value.findings] == ["more"]


def test_two_values_in_a_column_of_a_multiple_choice_are_refused(
    tmp_path: Path, mapping: DataMapping
) -> None:
    with pytest.raises(FormatError) as refused:
        questionnaire_from(table_of(tmp_path, [*DATA, "80+,,,Z,,,,,"]), mapping, "bands")
    assert refused.value.findings[0].place == "TOOL_1"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"x,x\n1,2\n"),
        ("a.txt", b"x\n"),
        ("a.zip", b"no zip"),
        ("a.xlsx", b"no book"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FormatError):
        list(open_table(path).rows())


def test_gb18030_is_read_where_a_file_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓别,单位\n男,镕喆医院\n".encode("gb18030"))
    table = open_table(path)
    assert table.header == ("姓别", "单位")
    assert [cells for _, cells in table.rows()] == [["男", "镕喆医院"]]


def test_the_shipped_mapping_speaks_of_fifty_questions_and_holds_no_question_text() -> None:
    mapping = load_mapping(shipped_mapping("practitioners2018").read_bytes())
    assert len(mapping.questions) == 50
    assert {source.name: source.role for source in mapping.questions if source.role} == {
        "Q1": "sex",
        "Q2": "age",
        "Q4": "education",
        "Q5": "field",
        "Q6": "title",
        "Q7": "sector",
    }
