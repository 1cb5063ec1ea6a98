"""Forms of surveys."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import AnyOf, DataRequired

from questionnaires.text import CHINESE, ENGLISH, Text
from survey.services.selection import SELECTIONS
from survey.services.surveys import Facts
from survey.web.forms import ChecksField, DayField, MomentField, StaffForm, at_most, needed, whole_number
from survey.web.language import say

TEXTS = ("title", "place", "organiser", "processor")
LARGEST_POPULATION = 100_000_000


class FactsForm(StaffForm):
    """What a survey says of itself."""

    needs_all = True
    title = StringField(_("标题"), [needed(), at_most(200)])
    title_en = StringField(_("英文标题"), [at_most(200)])
    place = StringField(_("地区"), [at_most(200)])
    place_en = StringField(_("地区的英文"), [at_most(200)])
    organiser = StringField(_("主办单位"), [at_most(200)])
    organiser_en = StringField(_("主办单位的英文"), [at_most(200)])
    contact = StringField(_("联系人"), [at_most(200)])
    phone = StringField(_("联系电话"), [at_most(60)], render_kw={"inputmode": "tel"})
    processor = StringField(_("受托单位"), [at_most(200)])
    processor_en = StringField(_("受托单位的英文"), [at_most(200)])
    selection = RadioField(_("填答人怎样产生"), choices=(), validate_choice=False)
    reference_date = DayField(_("调查时点"))
    link_destroyed_on = DayField(_("对应表销毁日期"))
    answers_kept_until = DayField(_("答案保存到"))
    time_zone = StringField(_("时区"), [needed(), at_most(64)])
    local_sensitive = BooleanField(_("断网时，敏感题的答案也可以暂存在填答人的手机上"))
    form_number = StringField(_("表号"), [at_most(60)])
    issuing_body = StringField(_("制定机关"), [at_most(200)])
    approval_number = StringField(_("批准（备案）文号"), [at_most(100)])
    valid_until = DayField(_("有效期至"))

    def offer(self) -> None:
        """Offer the ways of selection, with what respondents read of each."""
        self.selection.choices = [(one.name, f"{say(one.label)}：{say(one.sentence)}") for one in SELECTIONS]

    def show(self, facts: Facts) -> None:
        """Fill the fields from a survey."""
        for name in TEXTS:
            text: Text = getattr(facts, name)
            self[name].data, self[f"{name}_en"].data = text.get(CHINESE, ""), text.get(ENGLISH, "")
        for name in self._fields:
            if name.removesuffix("_en") not in TEXTS and hasattr(facts, name):
                self[name].data = getattr(facts, name)

    def facts(self) -> Facts:
        """The facts as typed."""
        values: dict[str, Any] = {
            name: field.data
            for name, field in self._fields.items()
            if name in Facts.__dataclass_fields__ and name not in TEXTS
        }
        values["selection"] = self.selection.data or ""
        for name in TEXTS:
            values[name] = Text(zh=self[name].data or "", en=self[f"{name}_en"].data or "")
        return Facts(**values)


class SurveyForm(StaffForm):
    """The beginning of a survey: the rest of its facts follows later."""

    title = StringField(_("标题"), [needed(), at_most(200)])
    title_en = StringField(_("英文标题"), [at_most(200)])
    code = StringField(_("代号"), [needed(), at_most(40)], render_kw={"autocapitalize": "none"})


class NewSurveyForm(SurveyForm):
    """A new survey."""

    place = StringField(_("地区"), [at_most(200)])
    organiser = StringField(_("主办单位"), [at_most(200)])
    questionnaire = SelectField(_("问卷"), choices=())


class ChooseForm(StaffForm):
    """A questionnaire of the library."""

    name = SelectField(_("问卷库"), choices=())


class UploadForm(StaffForm):
    """A file."""

    file = FileField(_("文件"), [FileRequired(_("请选一个文件"))])


class StratumForm(StaffForm):
    """A stratum."""

    code = StringField(_("代号"), [needed(), at_most(32)])
    label = StringField(_("名称"), [needed(), at_most(200)])
    population = whole_number(_("总体人数"), most=LARGEST_POPULATION)


class UnitForm(StaffForm):
    """A unit."""

    name = StringField(_("单位名称"), [needed(), at_most(200)])
    stratum = SelectField(_("层"), choices=())
    town = StringField(_("乡镇街道"), [at_most(60)])
    unit_type = StringField(_("单位类型"), [at_most(32)])
    staff_count = whole_number(_("科技工作者人数"), most=10_000_000)


class MomentsForm(StaffForm):
    """When a survey opens and closes."""

    needs_all = True
    opens_at = MomentField(_("开放时间"))
    closes_at = MomentField(_("结束时间"))


class ArchiveForm(StaffForm):
    """Putting a survey away; its code is typed."""

    typed = StringField(_("请输入调查代号"), [needed()])

    def for_code(self, code: str) -> ArchiveForm:
        """The form for the survey with this code."""
        self.typed.validators = [
            DataRequired(_("请输入调查代号")),
            AnyOf([code], message=_("与这个调查的代号不同，请核对")),
        ]
        return self


class MemberForm(StaffForm):
    """A person and the roles in a survey."""

    login = StringField(_("用户名"), [needed(), at_most(60)], render_kw={"autocapitalize": "none"})
    roles = ChecksField(_("分工"), choices=())
