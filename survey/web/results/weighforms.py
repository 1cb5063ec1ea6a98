"""The form of a set of weights: what is chosen, the known totals as lines, and refusals at their fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import TextInput

from survey.errors import Refusal, all_refusals
from survey.services.margins import MOST_MARGINS, Offer
from survey.services.totals import lines_of, number_of, read_file, read_lines
from survey.services.weighting import Choices, field_of
from survey.services.weightsets import LONGEST_LABEL
from survey.web.forms import ChecksField, StaffForm, at_most
from survey.web.language import current_language, say
from survey.web.staff import sentence

TOTALS = "totals-"


class NumberField(Field):  # type: ignore[misc]
    """A number that need not be whole, with or without separators of thousands."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:g}"

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number."""
        given = (valuelist[0] if valuelist else "").strip()
        self.data = number_of(given) if given else None
        if given and self.data is None:
            raise ValueError(_("请填数，不带单位"))


class WeightsForm(StaffForm):
    """A set of weights, step by step."""

    name = StringField(lazy_gettext("权数的名称"), [at_most(40)])
    label = StringField(lazy_gettext("权数的说明"), [at_most(LONGEST_LABEL)])
    base = RadioField(
        lazy_gettext("基础权数"),
        choices=[
            SelectChoice("given", lazy_gettext("按层 N/n：总体人数 ÷ 有效答卷")),
            SelectChoice("issued", lazy_gettext("总体人数 ÷ 发出份数，再调整无回答")),
            SelectChoice("equal", lazy_gettext("每份答卷都是 1")),
        ],
        default="given",
    )
    classes = RadioField(
        lazy_gettext("无回答调整"),
        choices=[
            SelectChoice("", lazy_gettext("不调整")),
            SelectChoice("strata", lazy_gettext("每层一类，太小的层自动并入回收率相近的层")),
            SelectChoice("suggested", lazy_gettext("建议的类：回收率没有差别的层合为一类")),
        ],
        default="",
    )
    margin = ChecksField(lazy_gettext("边际"), choices=[])
    source = StringField(lazy_gettext("总体数的来源"), [at_most(200)])
    file = FileField(lazy_gettext("从文件读总体数（CSV 或 XLSX）"))
    unanswered = RadioField(
        lazy_gettext("没有作答的人"),
        choices=[
            SelectChoice("share", lazy_gettext("保持他们的加权占比，其余的人按总体数校准")),
            SelectChoice("refuse", lazy_gettext("不接受：每份答卷都必须有类别")),
        ],
        default="share",
    )
    size = NumberField(lazy_gettext("总体总人数"), [Optional()])
    method = SelectField(
        lazy_gettext("方法"),
        choices=[
            SelectChoice("raking", lazy_gettext("事后分层（一个边际）或边际迭代（几个边际）")),
            SelectChoice("linear", lazy_gettext("线性校准")),
            SelectChoice("bounded", lazy_gettext("有界线性校准")),
            SelectChoice("logit", lazy_gettext("logit 校准（有界）")),
        ],
        default="raking",
    )
    low = NumberField(lazy_gettext("调整系数下界"), [Optional()])
    high = NumberField(lazy_gettext("调整系数上界"), [Optional()])
    trim = SelectField(
        lazy_gettext("截尾"),
        choices=[
            SelectChoice("", lazy_gettext("不截尾")),
            SelectChoice("median", lazy_gettext("按中位数的倍数")),
            SelectChoice("mean", lazy_gettext("按平均数的倍数")),
        ],
        default="",
    )
    trim_low = NumberField(lazy_gettext("权数下限（倍）"), [Optional()])
    trim_high = NumberField(lazy_gettext("权数上限（倍）"), [Optional()])


def form_of(offers: Mapping[str, Offer], chosen: Sequence[str]) -> WeightsForm:
    """The form with a field of totals for every margin that is chosen; what is known stands there already."""
    language = current_language()
    fields: dict[str, Any] = {
        TOTALS + name: TextAreaField(
            _("总体数：%(margin)s", margin=say(offers[name].label)),
            default=lines_of(offers[name], offers[name].known, language),
        )
        for name in chosen
    }
    form: WeightsForm = type("ChosenWeightsForm", (WeightsForm,), fields)()
    form.margin.choices = [SelectChoice(one.name, say(one.label)) for one in offers.values()]
    return form


def choices_of(form: WeightsForm, offers: Mapping[str, Offer], chosen: Sequence[str]) -> Choices:
    """What was chosen, with the totals of the lines and, before them, of the file.

    :raises Refusal: the totals cannot be read; the place is a field of the form.
    """
    named = {name: offers[name] for name in chosen}
    uploaded = form.file.data
    filed = read_file(named, uploaded.filename, uploaded.read()) if uploaded and uploaded.filename else {}
    totals = {
        name: filed[name] if name in filed else read_lines(offer, form[TOTALS + name].data or "")
        for name, offer in named.items()
    }
    for name, found in filed.items():  # so that the page shows what was read
        form[TOTALS + name].raw_data = None
        form[TOTALS + name].data = lines_of(offers[name], found, current_language())
    return Choices(
        totals=totals,
        source=form.source.data.strip(),
        base=form.base.data,
        classes=form.classes.data,
        method=form.method.data,
        low=form.low.data,
        high=form.high.data,
        size=form.size.data,
        unanswered=form.unanswered.data,
        trim=form.trim.data,
        trim_low=form.trim_low.data,
        trim_high=form.trim_high.data,
    )


def put_at_field(form: WeightsForm, refusal: Refusal, chosen: Sequence[str]) -> None:
    """Put a refusal at the field it is about, else at the head of the form."""
    known = Choices(totals={name: {} for name in chosen})
    for one in all_refusals(refusal):
        place = field_of(one.place, known) or one.place
        if place in form:
            form[place].errors = [*form[place].errors, sentence(one)]
        else:
            form.form_errors.append(sentence(one))


def margins_chosen(given: Sequence[str], offers: Mapping[str, Offer]) -> list[str]:
    """The margins that were ticked and can be, each once."""
    return [name for name in dict.fromkeys(given) if name in offers][:MOST_MARGINS]
