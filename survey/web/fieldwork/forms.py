"""Forms of field work."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField

from survey.services.copies import LARGEST_BATCH
from survey.web.forms import StaffForm, at_most, needed, whole_number


class IssueForm(StaffForm):
    """Copies for a stratum and, if wanted, for one of its units."""

    stratum = SelectField(_("层"), [needed()])
    unit = StringField(_("单位"), [at_most(200)])
    count = whole_number(_("份数"), least=1, most=LARGEST_BATCH, is_needed=True)
    note = StringField(_("备注"), [at_most(300)])


class SpoilForm(StaffForm):
    """Why a copy is spoiled."""

    reason = StringField(_("作废原因"), [needed(), at_most(200)])


class EntranceForm(StaffForm):
    """A stratum, and units of it, one a line; without units one open link."""

    stratum = SelectField(_("层"), [needed()])
    units = TextAreaField(_("单位，每行一个"), [at_most(20_000)])
