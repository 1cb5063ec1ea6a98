"""The one door: which kind a file is, by its extension and what is in it."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from questionnaires import library
from questionnaires.formats import registry, yaml
from questionnaires.formats.error import FormatError
from questionnaires.model import Questionnaire

LSS = "<?xml version='1.0'?><document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>"
TABS = "id\trelated_id\tclass\ttype/scale\tname\trelevance\ttext\n\t\tS\t\tsid\t\t1\n"
SURVEYJS = json.dumps({"pages": [{"elements": [{"type": "text", "name": "q"}]}]})
QSF = json.dumps({"SurveyEntry": {}, "SurveyElements": []})
OWN = yaml.dump(library.source("county_unit"))


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


KNOWN = [
    ("a.lss", LSS.encode(), "limesurvey"),
    ("a.LSS", LSS.encode("utf-16"), "limesurvey"),
    ("a.txt", TABS.encode(), "limesurvey"),
    ("a.tsv", TABS.encode("utf-8-sig"), "limesurvey"),
    ("a.json", SURVEYJS.encode(), "surveyjs"),
    ("a.json", ("  \n" + SURVEYJS).encode("utf-16"), "surveyjs"),
    ("a.qsf", QSF.encode(), "qualtrics"),
    ("a.yaml", OWN.encode(), "yaml"),
    ("a.json", library.source("county_unit").model_dump_json(exclude_defaults=True).encode(), "yaml"),
    ("a.txt", "调查\n\n1. 性别[单选题]\n男\n女\n".encode(), "wenjuanxing"),
    ("a.txt", "调查\n\n1. 性别[单选题]\n男\n女\n".encode("gb18030"), "wenjuanxing"),
    ("a.docx", packed("[Content_Types].xml", "word/document.xml"), "word"),
    ("a.xlsx", packed("[Content_Types].xml", "xl/workbook.xml"), "xlsform"),
    ("", LSS.encode(), "limesurvey"),
    ("", SURVEYJS.encode(), "surveyjs"),
    ("", QSF.encode(), "qualtrics"),
    ("", OWN.encode(), "yaml"),
    ("", "1. 性别[单选题]\n男\n女".encode(), "wenjuanxing"),
]


@pytest.mark.parametrize(("filename", "content", "name"), KNOWN)
def test_a_file_is_known_by_its_name_and_its_content(filename, content, name):
    assert registry.reader_for(filename, content).name == name


REFUSED = [
    ("a.lss", b"", "file_empty"),
    ("", b" \n ", "file_empty"),
    ("a.lss", SURVEYJS.encode(), "extension_wrong"),
    ("a.docx", packed("xl/workbook.xml"), "extension_wrong"),
    ("a.xlsx", b"<html><body>", "content_unknown"),
    ("a.abc", SURVEYJS.encode(), "extension_unknown"),
    ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00", "content_unknown"),
    ("a.csv", b"a,b\n1,2\n", "is_data_file"),
    ("a.pdf", b"%PDF-1.7", "is_pdf"),
    ("a.png", b"\x89PNG\r\n", "is_picture"),
    ("a.zip", packed("a.lss"), "is_archive"),
    ("a.rtf", b"{\\rtf1", "is_rtf"),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "is_old_word"),
    ("a.xml", b"<h:html xmlns='http://www.w3.org/2002/xforms'>", "is_xform"),
]


@pytest.mark.parametrize(("filename", "content", "code"), REFUSED)
def test_a_wrong_file_is_refused_in_words_with_a_way_out(filename, content, code):
    with pytest.raises(FormatError) as refused:
        registry.reader_for(filename, content)
    (finding,) = refused.value.findings
    assert finding.code == code
    for text in (finding.reason, finding.remedy):
        assert set(text) == {"zh-CN", "en"}
        assert all(len(wording) > 4 for wording in text.values())


def test_a_file_that_is_too_large_is_not_looked_at(monkeypatch):
    monkeypatch.setattr("questionnaires.formats.format.LARGEST", 10)
    for call in (
        lambda: registry.reader_for("a.txt", b"x" * 11),
        lambda: registry.named("surveyjs").read(b"x" * 11, name="a"),
    ):
        with pytest.raises(FormatError) as refused:
            call()
        assert refused.value.findings[0].code == "file_too_large"


def test_our_own_file_comes_over_whole_and_goes_out_as_it_came():
    kind, carried = registry.read("a.yaml", OWN.encode(), name="other")
    assert (kind.name, carried.notes) == ("yaml", ())
    assert carried.questionnaire == library.source("county_unit")
    assert kind.write(carried.questionnaire).content.decode() == OWN


def test_every_format_says_what_it_is_and_reads_or_writes():
    assert len(registry.BY_NAME) == len(registry.FORMATS)
    for kind in registry.FORMATS:
        assert kind.reads, kind.name
        assert set(kind.label) == {"zh-CN", "en"}
        assert all(extension.startswith(".") for extension in kind.extensions)
    assert {"yaml", "xlsform", "wenjuanxing"} <= {kind.name for kind in registry.writers()}


@pytest.mark.parametrize("name", [kind.name for kind in registry.writers()])
def test_what_is_written_is_known_again_as_what_it_is(name):
    kind = registry.named(name)
    written = kind.write(library.source("county_unit"))
    assert registry.reader_for(f"a{kind.extensions[0]}", written.content).name == name
    assert registry.reader_for("", written.content).name == name


def test_what_a_format_has_no_word_for_is_told_through_the_door():
    document = library.source("county_unit").model_dump(mode="json", exclude_defaults=True)
    document["pages"][0]["questions"][0]["show"] = "${nowhere} = 1"
    broken = Questionnaire.model_validate(document)
    assert "rule" in {note.code for note in registry.named("xlsform").write(broken).notes}


def test_an_unknown_format_is_refused_with_those_there_are():
    with pytest.raises(FormatError, match="limesurvey"):
        registry.named("docbook")


@pytest.mark.parametrize("pages", ["pages: []", "pages:\n  - name: a\n    questions: []"])
def test_a_questionnaire_of_our_own_without_questions_is_refused_as_every_other(pages: str) -> None:
    empty = f"name: empty\ntitle: {{zh-CN: 空}}\n{pages}\n"
    with pytest.raises(FormatError) as refused:
        registry.read("a.yaml", empty.encode(), name="a")
    assert [one.code for one in refused.value.findings] == ["no_questions"]
