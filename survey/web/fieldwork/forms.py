"""Forms of field work."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from survey.services.copies import LARGEST_BATCH
from survey.services.secrets import new_nonce
from survey.web.forms import StaffForm, at_most, needed, whole_number


class StratumForm(StaffForm):
    """A form that begins with a stratum, which a person chooses: none is chosen beforehand."""

    stratum = SelectField(_("层"), [needed()])

    def offer_strata(self, strata: Sequence[tuple[str, str]]) -> None:
        """Offer strata, each with code and label; the only one there is needs no choosing."""
        none = [SelectChoice("", _("请选一层"))] if len(strata) != 1 else []
        self.stratum.choices = [*none, *(SelectChoice(code, label) for code, label in strata)]


class IssueForm(StratumForm):
    """Copies for a stratum and, if wanted, for one of its units; the key makes a second sending harmless."""

    key = HiddenField(default=new_nonce, validators=[at_most(64)])
    unit = StringField(_("单位"), [at_most(200)])
    count = whole_number(_("份数"), least=1, most=LARGEST_BATCH, is_needed=True)
    note = StringField(_("备注"), [at_most(300)])


class SpoilForm(StaffForm):
    """Why a copy is spoiled."""

    reason = StringField(_("作废原因"), [needed(), at_most(200)])


class EntranceForm(StratumForm):
    """A stratum, and units of it, one a line; without units one open link."""

    units = TextAreaField(_("单位，每行一个"), [at_most(20_000)])
