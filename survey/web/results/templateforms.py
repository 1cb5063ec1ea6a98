"""The forms of a template and of its parts, one for each kind of part."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from survey.services.templates import LONGEST_LABEL
from survey.web.forms import ChecksField, StaffForm, at_most, whole_number

LONGEST_TEXT = 4000


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
