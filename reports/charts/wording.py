"""What a chart shows, in words, for whoever cannot see it."""

from __future__ import annotations

from questionnaires.text import Text
from reports.charts.choosing import FORMS
from reports.charts.reading import Point, Reading
from reports.charts.spec import ChartSpec
from reports.disclosure import ReleasedTable

LANGUAGES = ("zh-CN", "en")
NAMED = 3  # figures that are said in full


def alt_text(table: ReleasedTable, form: str, spec: ChartSpec | None = None) -> Text:
    """The form, what is compared, the largest figures and the least, and how many are hidden, in two languages."""
    return Text({tag: _said(Reading(table, spec or ChartSpec(), tag), form) for tag in LANGUAGES})


def _said(reading: Reading, form: str) -> str:
    chinese = reading.language.startswith("zh")
    found = _points(reading)
    known = [(label, point) for label, point in found if point.value is not None and point.n != 0]
    hidden = sum(point.hidden for _, point in found)
    known.sort(key=lambda pair: -(pair[1].value or 0.0))
    title = reading.spec.title or reading.table.title
    features = ("、" if chinese else ", ").join(reading.label(name) for name in reading.names)
    name = FORMS[form].say(reading.language)
    say = reading.unit.say
    parts = [f"{label} {say(point.value or 0.0)}" for label, point in known]
    if chinese:
        words = f"{name}：{title.say(reading.language)}。按{features}，共 {len(found)} 个数。"
        if len(parts) > NAMED:
            words += f"最大的是{'、'.join(parts[:NAMED])}；最小的是{parts[-1]}。"
        elif parts:
            words += f"{'、'.join(parts)}。"
        return words + (f"{hidden} 个数为保护个人信息不公布。" if hidden else "") + "数值见表。"
    words = f"{name}: {title.say(reading.language)}. By {features}, {len(found)} figures. "
    if len(parts) > NAMED:
        words += f"Largest: {', '.join(parts[:NAMED])}; least: {parts[-1]}. "
    elif parts:
        words += f"{', '.join(parts)}. "
    return (
        words
        + (f"{hidden} not published, to protect persons. " if hidden else "")
        + "The figures are in the table."
    )


def _points(reading: Reading) -> list[tuple[str, Point]]:
    """Every inner figure with the labels of its categories, kinds of missing apart."""
    labels = {
        dimension.name: {one.code: reading.says(one) for one in dimension.categories if one.missing is None}
        for dimension in reading.dimensions
    }
    return [
        (" · ".join(labels[name][str(cell.keys[name])] for name in reading.names),
         reading.point(**{name: cell.keys[name] for name in reading.names}))
        for cell in reading.table.inner()
        if all(cell.keys[name] in labels[name] for name in reading.names)
    ]  # fmt: skip
