"""A part of a template and its form: a form filled from a part, and the part that a form gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms import Field

from questionnaires.text import CHINESE, ENGLISH, Text
from reports.charts.choosing import FORMS
from reports.documents.investigation import Investigation
from reports.documents.quoting import known, quotes_of
from reports.groupings import ROLE_LABELS
from reports.templates import KINDS, Part, Template, parse
from survey.web.forms import NEEDED, StaffForm
from survey.web.language import say
from survey.web.results.templateforms import FORM_OF, PartForm

MOST_BY = 3
#: What a part of the model holds under one name and a form in several fields.
TEXTS = ("text", "title", "source")
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
