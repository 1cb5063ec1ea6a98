"""Forms of review."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from survey.web.forms import StaffForm, at_most, needed


class DecisionForm(StaffForm):
    """What a person decides on one response."""

    verdict = RadioField(
        _("您的决定"),
        [needed()],
        choices=[
            SelectChoice("valid", _("有效")),
            SelectChoice("invalid", _("无效")),
            SelectChoice("open", _("退回待审")),
        ],
    )
    reason = StringField(_("原因"), [at_most(300)])
    seen = HiddenField()


class BulkForm(StaffForm):
    """What a person decides on all responses of a filter whose number was told."""

    verdict = RadioField(
        _("您的决定"),
        [needed()],
        choices=[SelectChoice("valid", _("全部有效")), SelectChoice("invalid", _("全部无效"))],
    )
    reason = StringField(_("原因"), [at_most(300)])
    expected = IntegerField(validators=[InputRequired()])


class ClearingForm(StaffForm):
    """A suggestion as it may be quoted."""

    wording = TextAreaField(_("可引用的文字"), [at_most(5000)])
    quotable = BooleanField(_("可以引用"))
    checked = BooleanField(_("我已核对，剩下的数字不是个人信息"))
    seen = HiddenField()
