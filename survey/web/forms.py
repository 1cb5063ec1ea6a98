"""Forms of staff: classes whose fields refuse what no database keeps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.core import UnboundField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from survey.services.days import OUTSIDE, is_usual
from survey.services.tables import plain_digits
from survey.web.language import say

NEEDED = lazy_gettext("请填写这一项")


class StaffForm(FlaskForm):  # type: ignore[misc]
    """Base of staff's forms.

    The token is checked for every POST by the application (CSRFProtect) and written by the
    macro ``hidden``, so that several forms fit on one page.
    """

    class Meta:
        """No token field of its own: see above."""

        csrf = False

    #: Whether every typed field has to come, because one left out would empty what is kept.
    needs_all = False

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Read what came; a text that was left out altogether is an empty one."""
        super().process(*args, **kwargs)
        for field in self:
            if isinstance(field, StringField) and field.data is None:
                field.data = ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is in order; characters that cannot be kept are an error."""
        sound = super().validate(extra_validators)
        for field in self:
            typed = isinstance(field, StringField | DateField | MomentField)
            if self.needs_all and typed and not field.raw_data:
                field.errors = field.errors or [_("这一项没有送到，请重新提交")]
                sound = False
        for field in self:
            if isinstance(field.data, str) and _unstorable(field.data):
                field.errors = [*field.errors, _("含有无法保存的控制字符，请删去后重新输入")]
                sound = False
        return bool(sound)


def _unstorable(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


def needed() -> DataRequired:
    """A validator: something must be given."""
    return DataRequired(NEEDED)


def at_most(length: int) -> Length:
    """A validator: no more than so many characters."""
    return Length(max=length, message=lazy_gettext("最多 %(max)d 个字符，请缩短", max=length))


def whole_number(label: Any, *, least: int = 0, most: int, is_needed: bool = False) -> UnboundField:
    """A field for a whole number between two bounds; thousands may be separated."""

    def within(form: StaffForm, field: Field) -> None:
        if field.data is not None and not least <= field.data <= most:
            raise ValidationError(
                _("请填 %(least)s 到 %(most)s 之间的整数", least=f"{least:,}", most=f"{most:,}")
            )

    first = InputRequired(NEEDED) if is_needed else Optional()
    return WholeNumberField(label, [first, within])


class WholeNumberField(IntegerField):  # type: ignore[misc]
    """A whole number, with or without separators of thousands, in digits of any width."""

    widget = TextInput()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number."""
        given = plain_digits(valuelist[0] if valuelist else "")
        if not given:
            return
        if not (given.removeprefix("-").isdigit() and given.isascii() and len(given) <= 12):
            self.data = None
            raise ValueError(_("请填整数，不带单位"))
        self.data = int(given)


def _usual(day: Any) -> Any:
    """A day or a moment as it was read, unless its year is out of all bounds."""
    if day is not None and not is_usual(day):
        raise ValueError(say(OUTSIDE))
    return day


class DayField(DateField):  # type: ignore[misc]
    """A day, typed as 2026-11-21 where the browser offers no calendar."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, [*(validators or ()), Optional()], format=["%Y-%m-%d", "%Y/%m/%d"], **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the day."""
        try:
            super().process_formdata(list(valuelist))
        except ValueError:
            self.data = None
            raise ValueError(_("请写成 2026-11-21 这样的日期")) from None
        self.data = _usual(self.data)


class MomentField(Field):  # type: ignore[misc]
    """A moment typed in a survey's time zone: 2026-11-21 09:00."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, [*(validators or ()), Optional()], **options)
        self.zone = ZoneInfo("UTC")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.astimezone(self.zone).strftime("%Y-%m-%d %H:%M") if self.data else ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the moment; its zone is given by ``zone`` when the value is asked for."""
        given = (valuelist[0] if valuelist else "").strip().replace("T", " ").replace("/", "-")
        self.data = None
        if not given:
            return
        for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d"):
            try:
                self.data = datetime.strptime(given, form)  # noqa: DTZ007 - the zone follows in in_zone
            except ValueError:
                continue
            self.data = _usual(self.data)
            return
        raise ValueError(_("请写成 2026-11-21 09:00 这样的时间"))

    def in_zone(self, zone: ZoneInfo) -> datetime | None:
        """The moment as typed in ``zone``."""
        return self.data.replace(tzinfo=zone) if self.data else None


class ChecksField(SelectMultipleField):  # type: ignore[misc]
    """Several choices as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered in the words of a single choice: those of WTForms for several are English only."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            of_wtforms = self.gettext  # its words are in its own catalogue, not in ours
            raise ValidationError(of_wtforms("Not a valid choice.")) from error
