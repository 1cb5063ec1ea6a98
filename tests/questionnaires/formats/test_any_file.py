"""Whatever is in a file: it is read into a questionnaire that can be kept, or refused in words, within bounds."""

from __future__ import annotations

import io
import json
import re
import resource
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import pytest
from docx import Document

from questionnaires.checks import check
from questionnaires.findings import Finding
from questionnaires.formats import registry, yaml
from questionnaires.formats.canonical import canonical
from questionnaires.formats.carried import Carried, Note
from questionnaires.formats.error import FormatError
from questionnaires.model import Questionnaire
from tests.questionnaires.formats import lime, qsf
from tests.questionnaires.formats.carrying import files_of
from tests.questionnaires.formats.every_kind import SOURCE, every_kind
from tests.questionnaires.formats.mutation import Mutation
from tests.questionnaires.formats.test_xlsform_reading import workbook

SECONDS = 5.0  # of processor time, for one file
MEGABYTES = 500
SHEETS = {
    "survey": [
        ["type", "name", "label", "label::English (en)", "hint", "relevant", "constraint", "required", "calculation",
         "choice_filter", "appearance", "parameters", "repeat_count", "kewen::role", "kewen::exclusive"],
        ["begin_group", "g", "组", "Group", "", "", "", "", "", "", "field-list"],
        ["select_one l", "a", "甲", "First", "h", "", "", "yes", "", "", "minimal"],
        ["integer", "b", "乙", "Second", "", "${a} = '1'", ". >= 0 and . <= 5", "", "", "", "", "", "", "age"],
        ["select_multiple l", "c", "丙 ${b}", "Third", "", "selected(${a}, '1')", "count-selected(.) <= 2", "", "", "cf = ${a}"],
        ["rank l", "d", "丁", "Fourth"],
        ["range", "e", "戊", "Fifth", "", "", "", "", "", "", "", "start=0 end=10 step=1"],
        ["calculate", "f", "", "", "", "", "", "", "${b} * 2"],
        ["end_group"],
        ["begin_repeat", "r", "重复", "Repeat", "", "", "", "", "", "", "", "", "3"],
        ["text", "t", "己", "Sixth", "", "", "string-length(.) < 9"],
        ["end_repeat"],
    ],
    "choices": [["list_name", "name", "label", "label::English (en)", "cf"], ["l", "1", "是", "Yes", "1"], ["l", "2", "否", "No",
        "2"],
                ["l", "9", "都不是", "None", ""]],
    "settings": [["form_title", "form_id", "default_language", "version"], ["表", "f1", "中文 (zh)", "1"]],
}  # fmt: skip
FORM = {
    "title": {"default": "T", "zh-cn": "题"}, "locale": "zh-cn",
    "pages": [{"name": "p1", "title": "一", "visibleIf": "{a} = 1", "elements": [
        {"type": "radiogroup", "name": "a", "title": {"default": "A", "en": "a"}, "choices": [1, {"value": 2, "text": "二"}],
            "hasOther": True},
        {"type": "checkbox", "name": "b", "choices": ["x", "y"], "hasNone": True, "maxSelectedChoices": 2,
            "visibleIf": "{a} = 1 and {a} notempty"},
        {"type": "matrix", "name": "m", "rows": ["r1", {"value": "r2", "text": "R"}], "columns": [1, 2, 3]},
        {"type": "rating", "name": "r", "rateMin": 1, "rateMax": 5, "rateValues": [1, 2]},
        {"type": "text", "name": "n", "inputType": "number", "min": 0, "max": 9, "step": 1, "validators": [{"type": "numeric",
            "minValue": 0, "maxValue": 5}, {"type": "expression", "expression": "{n} > 1", "text": "no"}]},
        {"type": "panel", "name": "pa", "visibleIf": "{n} > 2", "elements": [{"type": "comment", "name": "c", "maxLength": 300}]},
        {"type": "ranking", "name": "k", "choicesFromQuestion": "b"},
        {"type": "multipletext", "name": "mt", "items": [{"name": "i1", "inputType": "number"}, {"name": "i2"}]},
        {"type": "matrixdropdown", "name": "md", "columns": [{"name": "c1", "cellType": "dropdown", "choices": [1, 2]}],
            "rows": ["x"]},
        {"type": "paneldynamic", "name": "pd", "panelCount": 2, "templateElements": [{"type": "text", "name": "pt"}]},
        {"type": "expression", "name": "ex", "expression": "{n} * 2"},
        {"type": "slider", "name": "sl", "min": 0, "max": 100, "step": 5}, {"type": "boolean", "name": "bo"}, {"type": "html",
            "html": "<b>x</b>"}]}],
    "triggers": [{"type": "skip", "expression": "{a} = 2", "gotoName": "k"}], "calculatedValues": [{"name": "v",
        "expression": "{n} + 1"}],
    "completedHtml": "<p>ok</p>",
}  # fmt: skip
PASTED = """社区问卷

一、基本情况
1. 您的性别是？[单选题] *
A. 男
B. 女
C. 其他____

2. 您做过哪些事？（可多选，最多选2项）[多选题] 依赖于第1题第1个选项
□论文 □专利
□都没有（选此项跳至第4题）

3. 对下列各项满意吗？[矩阵量表题]
非常不满意\t不满意\t一般\t满意\t非常满意
收入\t○\t○\t○\t○\t○
工时\t○\t○\t○\t○\t○

4. 您的年龄____岁（18-60）
5. 时间分配（合计100%）[比重题]
业务
学习
6. 请按重要程度排序[排序题]
A. 经费  B. 时间  C. 培训
7. 您愿意推荐吗？[量表题] 不愿意 0 1 2 3 4 5 6 7 8 9 10 愿意
8. 出生年月 ____年__月
9. 您的建议：______________
"""


def lime_rows() -> bytes:
    kinds = "LM;F1NKSD:R5Y!OQ"
    rows = [lime.question(f"q{number}", kind, relevance="1" if number < 3 else "q1.NAOK == 'A' and q2_A.NAOK == 'Y'", other="Y",
        mandatory="Y")
            for number, kind in enumerate(kinds, 1)]  # fmt: skip
    for number in range(1, len(kinds) + 1):
        rows += [lime.sub(f"q{number}", "A"), lime.sub(f"q{number}", "B"), lime.answer(f"q{number}", "A"),
            lime.answer(f"q{number}", "B")]  # fmt: skip
        rows += [lime.attribute(f"q{number}", name, value) for name, value in
                 (("max_answers", "2"), ("exclude_all_others", "B"), ("em_validation_q", "self.NAOK > 1"), ("array_filter",
                     "q2"))]  # fmt: skip
    return lime.lss(*rows, languages=("zh-Hans", "en"), groups={"1": "1", "2": "q1 == 'A'"}, quota=1)


TABS = (
    "id\trelated_id\tclass\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tvalidation\tmandatory\tother\tdefault\tmin_num_value_n\n"
    "\t\tS\t\tlanguage\t\ten\t\t\t\t\t\t\t\n\t\tSL\t\tsurveyls_title\t\tTrial\t\ten\t\t\t\t\t\n1\t\tG\tG0\tFirst\t1\tAbout\t\ten\t\t\t\t\t\n"
    "2\t\tQ\tL\tq1\t1\tWhich?\ttip\ten\t\tY\tY\t\t\n\t\tA\t0\tA1\t\tYes\t\ten\t\t\t\t\t\n\t\tA\t0\tA2\t\tNo\t\ten\t\t\t\t\t\n"
    "3\t\tQ\tM\tq2\tq1.NAOK == \"A1\"\tSome?\t\ten\t\tN\tN\t\t\n\t\tSQ\t0\tS1\t\tOne\t\ten\t\t\t\t\t\n\t\tSQ\t0\tS2\t\tTwo\t\ten\t\t\t\t\t\n"  # noqa: E501
    "4\t\tQ\tN\tq3\t1\tHow many?\t\ten\t/^[0-9]+$/\t\t\t\t0\n"
)  # fmt: skip


def qualtrics() -> bytes:
    more = (
        qsf.q(6, "MC", "SAVR", DisplayLogic=qsf.logic(qsf.expr("q://QID1/SelectableChoice/1"), inPage=False),
            SkipLogic=[{"ChoiceLocator": "q://QID6/SelectableChoice/1", "SkipToDestination": "ENDOFSURVEY",
            "Condition": "Selected"}], **qsf.choices("a", "b")),
        qsf.q(7, "RO", "DND", **qsf.choices("a", "b")), qsf.q(8, "CS", "HBAR", **qsf.choices("a", "b")), qsf.q(9, "Slider",
            "STAR", Configuration={"StarCount": 5}, **qsf.choices("a")),
        qsf.q(10, "DB", "TB", QuestionText="<b>x</b> ${q://QID1/ChoiceGroup/SelectedChoices}"), qsf.q(11, "TE", "FORM",
            **qsf.choices("a", "b")),
    )  # fmt: skip
    flow = [
        {"Type": "Branch", "FlowID": "F1", "BranchLogic": qsf.logic(qsf.expr("q://QID1/SelectableChoice/1")),
         "Flow": [{"Type": "Standard", "ID": "BL_1", "FlowID": "F2"}, {"Type": "EndSurvey", "FlowID": "F3"}]},
        {"Type": "EmbeddedData", "FlowID": "F4", "EmbeddedData": [{"Field": "x", "Value": "1"}]},
        {"Type": "BlockRandomizer", "FlowID": "F5", "SubSet": 1, "Flow": []},
    ]  # fmt: skip
    return qsf.qsf(*qsf.EARLIER, *more, flow=[{"Type": "Standard", "ID": "BL_1", "FlowID": "F0"}, *flow])


def paper() -> bytes:
    document = Document()
    for line in PASTED.splitlines():
        document.add_paragraph(line)
    table = document.add_table(rows=3, cols=3)
    for place, words in enumerate(("", "满意", "不满意", "收入", "□", "□", "工时", "□", "□")):
        table.cell(place // 3, place % 3).text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def own(name: str) -> bytes:
    return registry.named(name).write(every_kind()).content


@cache
def seeds(folder: str, pattern: str) -> tuple[bytes, ...]:
    """Files of the shared data that are small enough to be read often; none where they are absent."""
    return tuple(path.read_bytes() for path in files_of(folder, pattern) if path.stat().st_size < 200_000)


def jsons(drawn: Mutation, document: Any) -> bytes:
    try:
        return json.dumps(drawn.json(document), ensure_ascii=drawn.random.random() < 0.8).encode(
            "utf-8", "surrogatepass"
        )
    except RecursionError:
        return b"[" * 100_000


def texts(drawn: Mutation, content: bytes) -> bytes:
    written = drawn.text(content.decode("utf-8", "replace"))
    return written.encode(drawn.random.choice(("utf-8", "utf-8", "utf-8", "gb18030", "utf-16")),
        "replace" if drawn.random.random() < 0.8 else "surrogatepass") if "\ud800" not in written and "\udfff" not in written else written.encode("utf-8", "surrogatepass")  # fmt: skip  # noqa: E501


def tabs(drawn: Mutation, content: bytes) -> bytes:
    rows = drawn.rows([line.split("\t") for line in content.decode().splitlines()])
    return "\n".join("\t".join(row) for row in rows).encode("utf-8", "surrogatepass")


def cells(drawn: Mutation) -> bytes:
    sheets = dict(SHEETS)
    name = drawn.random.choice(list(sheets))
    sheets[name] = drawn.rows(sheets[name])
    if drawn.random.random() < 0.05:
        sheets.pop(drawn.random.choice(list(sheets)))
    clean = {key: [[_cell(cell) for cell in row] for row in rows] for key, rows in sheets.items()}
    return workbook(**clean) if clean else b""


def _cell(written: str) -> str:
    return "".join("_xD800_" if "\ud800" <= each <= "\udfff" else each for each in written)[:32_000]


def chosen(drawn: Mutation, *held: bytes) -> bytes:
    return drawn.random.choice(held)


SHEET = re.compile(r"xl/(worksheets/sheet|sharedStrings|workbook)[^/]*\.xml$|_rels")
PARAGRAPHS = re.compile(r"word/(document|numbering|styles)\.xml$")
Maker = Callable[[Mutation], bytes]
MAKERS: dict[str, tuple[str, str, Maker]] = {
    "pasted": ("wenjuanxing", "a.txt", lambda drawn: texts(drawn, chosen(drawn, PASTED.encode(), OWN["wenjuanxing"],
        *seeds("wenjuanxing", "*.txt")))),
    "word": ("word", "a.docx", lambda drawn: drawn.package(chosen(drawn, OWN["word"], OWN["paper"]), PARAGRAPHS)),
    "xlsform cells": ("xlsform", "a.xlsx", cells),
    "xlsform parts": ("xlsform", "a.xlsx", lambda drawn: drawn.package(chosen(drawn, OWN["cells"], OWN["xlsform"],
        *seeds("xlsform", "*.xlsx")), SHEET)),
    "xlsform bytes": ("xlsform", "a.xls", lambda drawn: drawn.bytes(chosen(drawn, OWN["cells"], *seeds("xlsform", "*.xls")))),
    "limesurvey": ("limesurvey", "a.lss", lambda drawn: drawn.xml(chosen(drawn, OWN["lime"], *seeds("limesurvey", "*.lss")))),
    "limesurvey tabs": ("limesurvey", "a.txt", lambda drawn: tabs(drawn, TABS.encode())),
    "surveyjs": ("surveyjs", "a.json", lambda drawn: jsons(drawn, json.loads(chosen(drawn, OWN["surveyjs"], OWN["surveyjs"],
        *seeds("surveyjs", "example.json"))))),
    "qualtrics": ("qualtrics", "a.qsf", lambda drawn: jsons(drawn, json.loads(OWN["qualtrics"]))),
    "yaml text": ("yaml", "a.yaml", lambda drawn: texts(drawn, SOURCE.encode())),
    "yaml values": ("yaml", "a.json", lambda drawn: jsons(drawn, json.loads(canonical(every_kind())))),
}  # fmt: skip


class _Own(dict[str, bytes]):
    """Our own tiny files, each made when it is first asked for."""

    def __missing__(self, key: str) -> bytes:
        made = {
            "paper": own_paper, "word": paper, "cells": lambda: workbook(**SHEETS), "lime": lime_rows,
            "surveyjs": lambda: json.dumps(FORM).encode(), "qualtrics": qualtrics,
        }.get(key, lambda: own(key))()  # fmt: skip
        self[key] = made
        return made


def own_paper() -> bytes:
    from questionnaires.formats.paper import write_docx

    return write_docx(every_kind(), "zh-CN").content


OWN: _Own = _Own()


def words_of(finding: Finding | Note) -> list[str]:
    return [
        finding.place,
        *(text.say(language) for text in _texts_of(finding) for language in ("zh-CN", "en")),
    ]


def _texts_of(finding: Finding | Note) -> Iterator[Any]:
    yield finding.reason if isinstance(finding, Finding) else finding.what
    yield finding.remedy


def hold(read: Callable[[], Carried]) -> bool:
    """Whether a file was read; both the questionnaire and the refusal are held to what is promised."""
    try:
        carried = read()
    except FormatError as refused:
        findings = refused.findings
        assert findings
        for finding in findings:
            assert all(words_of(finding)), finding
            _kept("".join(words_of(finding)))
        return False
    found = carried.questionnaire
    check(found)
    stored = canonical(found).decode()
    _kept("".join(_strings(json.loads(stored))))
    assert Questionnaire.model_validate(json.loads(stored)) == found
    assert yaml.load(yaml.dump(found)) == found
    for note in carried.notes:
        assert all((note.place, note.what.say("zh-CN"), note.what.say("en"))), note
        _kept("".join(words_of(note)))
    return True


def _strings(value: Any) -> Iterator[str]:
    """Every text in a JSON value, the names of its values too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _strings(each)


def _kept(written: str) -> None:
    """A database keeps it and a page can show it."""
    written.encode()
    assert "\x00" not in written


def bounded(read: Callable[[], Carried]) -> bool:
    """The same within the processor time and the memory that one file may take."""
    before, memory = time.process_time(), _peak()
    found = hold(read)
    assert time.process_time() - before < SECONDS
    assert _peak() - memory < MEGABYTES
    return found


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _by_the_door(filename: str, content: bytes) -> Carried:
    return registry.read(filename, content, name="trial")[1]


@pytest.mark.parametrize("what", MAKERS)
def test_an_odd_file_is_read_or_refused_in_words(what, count, tell):
    name, filename, maker = MAKERS[what]
    read = taken = 0
    times = count(6, 2_000)
    for seed in range(times):
        content = maker(Mutation(seed))
        try:
            read += bounded(partial(registry.named(name).read, content, name="trial"))
            taken += bounded(partial(_by_the_door, filename, content))
        except Exception as fault:
            raise AssertionError(f"{what} of seed {seed}") from fault
    assert read or times < 100, "none was read: nothing was tried"
    assert taken or times < 100
    tell(files=times, read=read)


def test_a_key_with_the_character_nul_is_refused_at_its_place_and_can_be_told():
    content = json.dumps({"name": "x", "title": {"zh-CN": "题", "\x00": "y"}, "pages": []}).encode()
    with pytest.raises(FormatError) as refused:
        yaml.load(content)
    found = {finding.code: finding.place for finding in refused.value.findings}
    assert found["text_unstorable"] == "title.\ufffd"


def test_a_part_of_a_qualtrics_file_that_has_no_kind_is_told_with_a_place():
    whole = json.loads(qualtrics())
    whole["SurveyElements"].append({"Element": None, "Payload": {}})
    notes = registry.named("qualtrics").read(json.dumps(whole).encode(), name="trial").notes
    assert [note.place for note in notes if note.code == "element"] == ["SurveyElements"]


def test_a_ranking_of_many_options_in_a_text_is_no_dropdown():
    options = "\n".join(f"选项{number}" for number in range(1, 41))
    found = registry.named("wenjuanxing").read(f"问卷\n1. 请排序[排序题]\n{options}\n".encode(), name="t")
    (question,) = found.questionnaire.questions
    assert (question.kind, len(question.options)) == ("ranking", 40)


def test_a_group_of_limesurvey_without_name_and_number_is_told_with_a_place():
    content = lime.lss(lime.question("q1", "S"), groups={"1": "1", "": "1"})
    notes = registry.named("limesurvey").read(content, name="trial").notes
    assert all(note.place for note in notes if note.code == "empty_group")
    assert any(note.code == "empty_group" for note in notes)
