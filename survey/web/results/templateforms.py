"""The forms of the parts of a template: each kind has its own, and gives a part of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField

from questionnaires.text import CHINESE, ENGLISH, Text
from reports.charts.choosing import FORMS
from reports.documents.investigation import Investigation
from reports.documents.quoting import known, quotes_of
from reports.groupings import ROLE_LABELS
from reports.templates import KINDS, Part, Template, parse
from survey.services.templates import LONGEST_LABEL
from survey.web.forms import NEEDED, ChecksField, StaffForm, at_most, whole_number
from survey.web.language import say

LONGEST_TEXT = 4000
MOST_BY = 3
#: What a part of the model holds under one name and a form in several fields.
TEXTS = ("text", "title", "source")


@dataclass(frozen=True)
class Offers:
    """What can be chosen: features and questions with their words; ``found`` is None where there are no data."""

    features: Mapping[str, Text]
    questions: Mapping[str, Text]
    found: Investigation | None

    def words_of(self, name: str) -> Text:
        """The words of a feature or question, its name where the data have none."""
        found = self.features.get(name) or self.questions.get(name) or ROLE_LABELS.get(name)
        return found or self.by_role(name) or Text(zh=name, en=name)

    def by_role(self, name: str) -> Text | None:
        """The words of the question that plays a role, None where none does."""
        role = None if self.found is None else self.found.dataset.by_role(name)
        return None if role is None else role.label


class PartForm(StaffForm):
    """What every part's form has: the revision that the person saw."""

    revision = HiddenField()


class HeadingForm(PartForm):
    """A heading."""

    text_zh = StringField(lazy_gettext("标题（中文）"), [at_most(200)])
    text_en = StringField(lazy_gettext("标题（英文）"), [at_most(200)])
    level = RadioField(lazy_gettext("级别"), choices=(), default="1")
    numbered = BooleanField(lazy_gettext("编号"))
    new_page = BooleanField(lazy_gettext("另起一页"))


class WordsForm(PartForm):
    """Sentences of the office's own."""

    text_zh = TextAreaField(lazy_gettext("文字（中文）"), [at_most(LONGEST_TEXT)])
    text_en = TextAreaField(lazy_gettext("文字（英文）"), [at_most(LONGEST_TEXT)])
    style = RadioField(lazy_gettext("样式"), choices=(), default="body")


class FindingsForm(PartForm):
    """The main findings."""

    most = whole_number(lazy_gettext("最多几条"), least=1, most=60, is_needed=True)


class SummaryForm(PartForm):
    """The summary."""

    most = whole_number(lazy_gettext("最多几条"), least=1, most=12, is_needed=True)


class ReliabilityForm(PartForm):
    """The reliability of scales."""

    leave_out = ChecksField(lazy_gettext("略去这些题"))


class TestsForm(PartForm):
    """Tests of differences."""

    questions = ChecksField(lazy_gettext("检验这些题"))
    by = ChecksField(lazy_gettext("按这些特征分组"))


class SizesForm(PartForm):
    """The size of the workforce by method."""

    population = whole_number(lazy_gettext("常住人口"), least=1, most=2_000_000_000)
    first = whole_number(lazy_gettext("第一份名册的人数"), least=0, most=2_000_000_000)
    second = whole_number(lazy_gettext("第二份名册的人数"), least=0, most=2_000_000_000)
    both = whole_number(lazy_gettext("两份名册都有的人数"), least=0, most=2_000_000_000)
    source_zh = StringField(lazy_gettext("这些数字的来源（中文）"), [at_most(200)])
    source_en = StringField(lazy_gettext("这些数字的来源（英文）"), [at_most(200)])


class PublishedForm(PartForm):
    """Published figures."""

    by = ChecksField(lazy_gettext("只对照这些特征（都不选：能对照的都对照）"))


class ThemesForm(PartForm):
    """Suggestions by theme."""

    quotes = whole_number(lazy_gettext("每个主题最多摘录几条"), least=0, most=40, is_needed=True)


class ShownForm(PartForm):
    """What parts with a table and a chart share."""

    title_zh = StringField(lazy_gettext("自拟标题（中文）"), [at_most(200)])
    title_en = StringField(lazy_gettext("自拟标题（英文）"), [at_most(200)])
    table = BooleanField(lazy_gettext("有表"))
    chart = SelectField(lazy_gettext("图"))


class StructureForm(ShownForm):
    """The structure by one feature."""

    by = SelectField(lazy_gettext("特征"))
    sentence = BooleanField(lazy_gettext("有一句话概括"))


class CrossedForm(ShownForm):
    """Features together."""

    by1 = SelectField(lazy_gettext("第一个特征"))
    by2 = SelectField(lazy_gettext("第二个特征"))
    by3 = SelectField(lazy_gettext("第三个特征"))
    question = SelectField(lazy_gettext("哪一题的回答"))
    test = BooleanField(lazy_gettext("检验各组是否有差异，写一句话"))


class SavedForm(ShownForm):
    """A saved table."""

    saved = SelectField(lazy_gettext("存下的表"))


class AnswersForm(ShownForm):
    """The answers to one question."""

    question = SelectField(lazy_gettext("题目"))


class QuestionsForm(PartForm):
    """All questions of a kind."""

    leave_out = ChecksField(lazy_gettext("略去这些题"))


class TitleForm(PartForm):
    """What a template is called, and the title on the cover."""

    label_zh = StringField(lazy_gettext("模板的说明（中文）"), [at_most(LONGEST_LABEL)])
    label_en = StringField(lazy_gettext("模板的说明（英文）"), [at_most(LONGEST_LABEL)])
    title_zh = StringField(lazy_gettext("封面标题（中文）"), [at_most(200)])
    title_en = StringField(lazy_gettext("封面标题（英文）"), [at_most(200)])


class CopyForm(StaffForm):
    """A new template after another."""

    source = SelectField(lazy_gettext("从哪个模板复制"))
    name = StringField(lazy_gettext("名称"), [at_most(40)])
    label_zh = StringField(lazy_gettext("说明（中文）"), [at_most(LONGEST_LABEL)])
    label_en = StringField(lazy_gettext("说明（英文）"), [at_most(LONGEST_LABEL)])


class TakeForm(StaffForm):
    """A new template from a file."""

    taken_name = StringField(lazy_gettext("导入后的名称"), [at_most(40)])
    file = FileField(lazy_gettext("模板文件（YAML）"))


FORM_OF: Mapping[str, type[PartForm]] = {
    "heading": HeadingForm,
    "words": WordsForm,
    "findings": FindingsForm,
    "structure": StructureForm,
    "crossed": CrossedForm,
    "answers": AnswersForm,
    "saved": SavedForm,
    "matrices": QuestionsForm,
    "others": QuestionsForm,
    "summary": SummaryForm,
    "tests": TestsForm,
    "reliability": ReliabilityForm,
    "sizes": SizesForm,
    "published": PublishedForm,
    "themes": ThemesForm,
}
LISTS = ("first", "second", "both")
BEGINNINGS: Mapping[str, Mapping[str, Any]] = {
    "heading": {"numbered": True, "level": "1"},
    "findings": {"most": 30},
    "summary": {"most": 10},
    "themes": {"quotes": 5},
    "structure": {"sentence": True, "table": True},
    "crossed": {"table": True, "test": True},
    "answers": {"table": True},
    "saved": {"table": True},
}


def form_of(kind: str, offers: Offers, part: Part | None = None) -> PartForm:
    """The form of a kind of part, filled from a part or as a new one begins; bound to the request when it is sent."""
    data = dict(BEGINNINGS.get(kind, {})) if part is None else _filled(part)
    form = FORM_OF.get(kind, PartForm)(data=data)
    features, questions = _words(offers.features), _words(offers.questions)
    none = [("", _("（不选）"))]
    for name, choices in {
        "by": features,
        "by1": features,
        "by2": [*none, *features],
        "by3": [*none, *features],
        "question": questions if kind == "answers" else [("", _("（不选：只看这几个特征）")), *questions],
        "saved": []
        if offers.found is None
        else [(name, one.label) for name, one in offers.found.saved.items()],
        "leave_out": questions,
        "questions": questions,
        "level": [("1", _("一级（一、）")), ("2", _("二级（（一））")), ("3", _("三级（1.）"))],
        "style": [("body", _("正文")), ("note", _("小字说明")), ("quote", _("引文"))],
        "chart": [("", _("最合适的图")), ("none", _("不要图")), *_words(FORMS)],
    }.items():
        if name in form:
            form[name].choices = [*choices, *_absent(data.get(name), choices, offers)]
    return form


def part_of(kind: str, form: PartForm, offers: Offers) -> Part | None:
    """The part that a form gives; None where something is wrong, which then stands at its field."""
    sound = form.validate()
    if kind in ("heading", "words") and not (form.text_zh.data.strip() or form.text_en.data.strip()):
        form.text_zh.errors = [*form.text_zh.errors, str(NEEDED)]
        sound = False
    if kind == "words" and sound:
        sound = _quotes_are_known(form, offers)
    if kind == "crossed":
        sound = _features_differ(form) and sound
    if kind == "tests":
        sound = all([_is_chosen(form.questions), _is_chosen(form.by), sound])
    if kind == "sizes":
        sound = sound and _lists_are_whole(form)
    return _parsed({"what": kind, **_values(kind, form)}) if sound else None


def texts_of(form: StaffForm, name: str) -> Text:
    """A text from its two fields; a language left empty has no wording."""
    return Text(zh=form[f"{name}_zh"].data.strip(), en=form[f"{name}_en"].data.strip())


def text_data(name: str, text: Text) -> dict[str, str]:
    """A text as the data of its two fields."""
    return {f"{name}_zh": text.get(CHINESE, ""), f"{name}_en": text.get(ENGLISH, "")}


def _filled(part: Part) -> dict[str, Any]:
    data = part.model_dump(mode="json")
    for name in TEXTS:
        if name in data:
            data |= text_data(name, getattr(part, name))
            del data[name]
    if "level" in data:
        data["level"] = str(data["level"])
    if part.what == "sizes":
        data |= data.pop("lists") or {}
    if part.what == "crossed":
        by = data.pop("by")
        data |= {f"by{place}": name for place, name in enumerate(by, 1)}
        data["question"] = data["question"] or ""
    return data


def _values(kind: str, form: PartForm) -> dict[str, Any]:
    given = {field.name: field.data for field in form if field.name != "revision"}
    for name in TEXTS:
        if f"{name}_zh" in given:
            given[name] = dict(texts_of(form, name))
            del given[f"{name}_zh"], given[f"{name}_en"]
    if "level" in given:
        given["level"] = int(given["level"])
    if kind == "sizes":
        lists = {name: given.pop(name) for name in LISTS}
        given["lists"] = None if lists["first"] is None else lists
    if kind == "crossed":
        chosen = [given.pop(f"by{place}") for place in range(1, MOST_BY + 1)]
        given["by"] = [name for name in chosen if name]
        given["question"] = given["question"] or None
    return given


def _parsed(document: dict[str, Any]) -> Part:
    whole: Template = parse(
        {"name": "part", "label": {}, "title": {}, "parts": [document]}
    )  # raises ReportError only for what the form cannot send
    return whole.parts[0]


def _quotes_are_known(form: PartForm, offers: Offers) -> bool:
    if offers.found is None:
        return True
    for field in (form.text_zh, form.text_en):
        wrong = [one for one in quotes_of(Text(zh=field.data)) if not known(one, offers.found)]
        if wrong:
            told = _("引用了数据中没有的：%(names)s。可以引用的列在下面。", names="、".join(wrong))
            field.errors = [*field.errors, told]
    return not (form.text_zh.errors or form.text_en.errors)


def _features_differ(form: PartForm) -> bool:
    chosen: list[str] = []
    for place in range(1, MOST_BY + 1):
        field: Field = form[f"by{place}"]
        if field.data and field.data in chosen:
            field.errors = [*field.errors, _("这个特征已经选过，请换一个")]
            return False
        chosen.append(field.data)
    return True


def _is_chosen(field: Field) -> bool:
    if field.data:
        return True
    field.errors = [*field.errors, _("请至少选一项")]
    return False


def _lists_are_whole(form: PartForm) -> bool:
    """Two lists need three numbers, and no more on both than on the shorter one."""
    given = [form[name].data for name in LISTS]
    if any(one is None for one in given) and any(one is not None for one in given):
        empty = next(form[name] for name in LISTS if form[name].data is None)
        empty.errors = [*empty.errors, _("两份名册的三个人数要么都填，要么都不填")]
        return False
    if given[2] is not None and given[2] > min(given[0], given[1]):
        form.both.errors = [*form.both.errors, _("不能多于任何一份名册的人数")]
        return False
    return True


def _words(names: Mapping[str, Text]) -> list[tuple[str, str]]:
    return [(name, say(words)) for name, words in names.items()]


def _absent(value: Any, choices: Sequence[tuple[str, str]], offers: Offers) -> list[tuple[str, str]]:
    """What a part names and is not offered: a role by its question; what the data do not have with a mark.

    It stays chosen until somebody chooses another.
    """
    given = [value] if isinstance(value, str) else list(value or ())
    there = {name for name, _label in choices}
    left = [one for one in given if one and one not in there]
    return [(one, say(offers.by_role(one) or Text(zh=_("%(name)s（数据中没有）", name=one)))) for one in left]


def kinds() -> list[tuple[str, str]]:
    """Every kind of part with its words in the language of the request."""
    return _words(KINDS)
