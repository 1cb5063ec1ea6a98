"""What came of a pasted text, in the terms of these tests."""

from questionnaires.checks import check
from questionnaires.findings import Severity
from questionnaires.formats.wenjuanxing import read
from tests.questionnaires.formats.county_paper import Expected


def said(text):
    return text.say("zh-CN")


def found(question):
    return Expected(
        question.name,
        question.kind,
        tuple(f"{option.code} {said(option.label)}" for option in getattr(question, "options", ())),
        tuple(said(row.label) for row in getattr(question, "rows", ())),
        question.show,
    )


def pasted(text, name="paste"):
    carried = read(text.encode(), name=name)
    errors = [one.say("en") for one in check(carried.questionnaire) if one.severity is Severity.ERROR]
    assert not errors
    return carried


def one(text):
    """The only question of a text."""
    (question,) = pasted(f"问卷\n{text}").questionnaire.questions
    return question


def codes(carried):
    return {note.code for note in carried.notes}
