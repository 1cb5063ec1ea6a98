"""Each type of Qualtrics' questions as ours, but for the matrices."""

from __future__ import annotations

from questionnaires.editing.document import Document
from questionnaires.expressions import Type
from questionnaires.formats.known import Known, chosen, negated
from questionnaires.formats.qualtrics.logic import LOCATOR, Made
from questionnaires.formats.qualtrics.maker import (
    Make,
    Maker,
    choice_bounds,
    joined,
    left_out,
    numeric,
    pattern_check,
)
from questionnaires.formats.qualtrics.source import Payload, mapping, ordered, said
from questionnaires.formats.rules import written
from questionnaires.model import MOST_POINTS

EMAIL = "[^@ ]+@[^@ ]+[.][^@ ]+"


def choice(maker: Maker, key: str, payload: Payload) -> list[Document]:
    """Multiple choice: one answer, several, or the net promoter scale."""
    selector = said(payload.get("Selector"))
    if selector == "NPS":
        return [_promoter(maker, key, payload)]
    several = selector.startswith("M")
    question = maker.base(payload, "multiple" if several else "single")
    question["options"], codes = maker.options(payload)
    _carried_forward(maker, payload, question, codes)
    texts = maker.written_beside(payload, question, codes)
    if selector in ("DL", "SB"):
        question["appearance"] = "dropdown"
    shuffled(maker, payload, question)
    known = Known(question["name"], Type.CODES if several else Type.CODE, codes)
    if several:
        choice_bounds(maker, payload, question)
        maker.making.names.reserve(f"{question['name']}_{code}" for code in codes.values())
    maker.know(key, Made(known, texts=texts))
    return [question]


def shuffled(maker: Maker, payload: Payload, question: Document) -> None:
    """Options at random, all of them."""
    sort = said(mapping(payload.get("Randomization")).get("Type"))
    if sort == "All":
        question["shuffle"] = True
    elif sort and sort != "None":
        maker.making.left_out(
            "randomisation",
            maker.place,
            f"随机方式“{sort}”没有带过来",
            f"The randomisation “{sort}” was left out",
        )


def _promoter(maker: Maker, key: str, payload: Payload) -> Document:
    question = maker.base(payload, "scale")
    labels = payload.get("ColumnLabels")
    for part, _ in ordered(payload.get("Choices"), payload.get("ChoiceOrder")):
        maker.display(payload, "Choices", part)  # the numbers from 0 to 10
    ends = [mapping(each) for each in labels] if isinstance(labels, list) else []
    question |= {"least": 0, "most": 10}
    for place, name in ((0, "low_label"), (-1, "high_label")):
        if len(ends) > 1:
            question[name] = maker.making.text(
                {maker.making.languages[0]: said(ends[place].get("Display"))}, maker.place
            )
    maker.know(key, Made(Known(question["name"], Type.NUMBER)))
    return question


def _carried_forward(maker: Maker, payload: Payload, question: Document, codes: dict[str, str]) -> None:
    """Choices taken from an earlier question: copied, and shown as they were chosen there."""
    held = mapping(payload.get("DynamicChoices")) or mapping(payload.get("CarryForward"))
    found = LOCATOR.fullmatch(said(held.get("Locator")))
    source = maker.rules.made.get(found[1]) if found else None
    if not held:
        return
    if found is None or source is None or source.whole is None:
        maker.making.left_out(
            "carry_forward", maker.place, "承前选项没有带过来", "Choices carried forward were left out"
        )
        return
    maker.making.changed(
        "carry_forward", maker.place, "承前选项抄了一份", "Choices carried forward were copied"
    )
    for label, (theirs, code) in zip(_labels(maker, found[1]), source.whole.codes.items(), strict=False):
        own = maker.making.codes([*codes.values(), code], "")[-1]
        option: Document = {"code": own, "label": label}
        if "SelectedChoices" in said(held.get("Locator")) and source.whole.type in (Type.CODE, Type.CODES):
            one = Known(source.whole.name, source.whole.type, source.whole.codes, option=code)
            node = chosen(one)
            option["show"] = written(negated(node) if "Unselected" in said(held.get("Locator")) else node)
        question["options"].append(option)
        codes[f"x{theirs}"] = own


def _labels(maker: Maker, key: str) -> list[dict[str, str]]:
    payload = maker.sources.get(key, {})
    return [
        maker.display(payload, "Choices", each)
        for each, _ in ordered(payload.get("Choices"), payload.get("ChoiceOrder"))
    ]


def text(maker: Maker, key: str, payload: Payload) -> list[Document]:
    """Text entry: words, a number, a date, or a form of several lines."""
    if said(payload.get("Selector")) == "FORM":
        return _form(maker, key, payload)
    settings = mapping(mapping(payload.get("Validation")).get("Settings"))
    content = said(settings.get("ContentType")) if said(settings.get("Type")) == "ContentType" else ""
    if content == "ValidNumber":
        question = maker.base(payload, "number")
        bounds = mapping(settings.get("ValidNumber"))
        decimals = numeric(bounds.get("NumDecimals"))
        question |= {
            "least": numeric(bounds.get("Min")),
            "most": numeric(bounds.get("Max")),
            "decimals": int(decimals) if decimals is not None and 0 <= decimals <= 6 else 6,
        }
        maker.know(key, Made(Known(question["name"], Type.NUMBER)))
        return [question]
    if content == "ValidDate":
        question = maker.base(payload, "date")
        maker.know(key, Made(Known(question["name"], Type.DATE)))
        return [question]
    question = maker.base(payload, "text")
    _words(maker, payload, question, settings, content)
    maker.know(key, Made(Known(question["name"], Type.TEXT)))
    return [question]


def _words(maker: Maker, payload: Payload, question: Document, settings: Payload, content: str) -> None:
    question["long"] = said(payload.get("Selector")) in ("ML", "ESTB")
    question["limit"] = 5000 if question["long"] else 500
    least, most = numeric(settings.get("MinChars")), numeric(settings.get("TotalChars"))
    sort = said(settings.get("Type"))
    if sort in ("MaxChar", "CharRange", "TotalChar") and most and 0 < most <= 10_000:
        question["limit"] = int(most)
    if sort in ("MinChar", "CharRange") and least and least > 0:
        maker.check(question, f"string-length(.) >= {int(least)}")
    if content == "ValidEmail":
        pattern_check(maker, question, EMAIL, "请填写电子邮件地址。", "Enter an e-mail address.")
    elif content:
        maker.making.left_out(
            "content_type",
            maker.place,
            f"内容校验“{content}”没有带过来",
            f"The content type “{content}” was left out",
        )


def _form(maker: Maker, key: str, payload: Payload) -> list[Document]:
    maker.making.changed("fields", maker.place, "多空填空成为几道题", "A form became several questions")
    made = Made()
    questions: list[Document] = []
    head = maker.text(payload, lambda held: held.get("QuestionText"))
    for each, _ in ordered(payload.get("Choices"), payload.get("ChoiceOrder")):
        question = maker.base(payload, "text", f"_{each}")
        question["label"] = joined(head, maker.display(payload, "Choices", each))
        question["limit"] = 500
        made.texts[each] = question["name"]
        questions.append(question)
    maker.know(key, made)
    return questions


def note(maker: Maker, key: str, payload: Payload) -> list[Document]:
    """A text or a picture."""
    del key
    if said(payload.get("Selector")) == "GRB":
        maker.making.left_out("text_media", maker.place, "图片没有带过来", "A picture was left out")
    return [maker.base(payload, "note")]


def ranking(maker: Maker, key: str, payload: Payload) -> list[Document]:
    """Rank order."""
    question = maker.base(payload, "ranking")
    question["options"], codes = maker.options(payload)
    _carried_forward(maker, payload, question, codes)
    texts = maker.written_beside(payload, question, codes)
    count = max(len(question["options"]), 1)
    question |= {"least": 0, "most": count}
    choice_bounds(maker, payload, question)
    shuffled(maker, payload, question)
    maker.making.names.reserve(f"{question['name']}_{place}" for place in range(1, count + 1))
    maker.know(key, Made(Known(question["name"], Type.CODES, codes), texts=texts))
    return [question]


def fixed_sum(maker: Maker, key: str, payload: Payload) -> list[Document]:
    """Constant sum: a split where the total is fixed, else a number for each choice."""
    settings = mapping(mapping(payload.get("Validation")).get("Settings"))
    total = numeric(settings.get("ChoiceTotal")) if said(settings.get("Type")) == "ChoicesTotal" else None
    if total is None or total <= 0:
        return numbers(maker, key, payload)
    question = maker.base(payload, "split")
    made = Made(Known(question["name"], Type.ROWS))
    question["rows"] = []
    for each, _ in ordered(payload.get("Choices"), payload.get("ChoiceOrder")):
        row = {
            "name": maker.making.names.name(f"{question['name']}_{each}"),
            "label": maker.display(payload, "Choices", each),
        }
        question["rows"].append(row)
        made.rows[each] = Known(str(row["name"]), Type.NUMBER)
    unit = said(mapping(payload.get("Configuration")).get("CSUnits")) or said(payload.get("ClarifyingSymbol"))
    question |= {"total": total, "step": 1 if total == int(total) else 0.01}
    question["unit"] = maker.making.plain_words(unit) if unit else {}
    maker.know(key, made)
    return [question]


def numbers(maker: Maker, key: str, payload: Payload) -> list[Document]:
    """Sliders and sums without a total: a number for each choice."""
    configuration = mapping(payload.get("Configuration"))
    least, most = numeric(configuration.get("CSSliderMin")), numeric(configuration.get("CSSliderMax"))
    decimals = numeric(configuration.get("NumDecimals"))
    stars = numeric(configuration.get("StarCount")) if said(payload.get("Selector")) == "STAR" else None
    stars = stars if stars and 1 <= stars <= MOST_POINTS else None
    maker.making.changed("slider", maker.place, "滑块成为数字题", "Sliders became numbers")
    head = maker.text(payload, lambda held: held.get("QuestionText"))
    parts = ordered(payload.get("Choices"), payload.get("ChoiceOrder"))
    made = Made()
    questions: list[Document] = []
    for each, _ in parts:
        question = maker.base(payload, "scale" if stars else "number", f"_{each}" if len(parts) > 1 else "")
        question["label"] = joined(head, maker.display(payload, "Choices", each)) or question["label"]
        if stars:
            question |= {"least": 1, "most": int(stars)}
        else:
            question |= {
                "least": least,
                "most": most,
                "decimals": int(decimals or 0) if 0 <= (decimals or 0) <= 6 else 6,
            }
        made.rows[each] = Known(question["name"], Type.NUMBER)
        questions.append(question)
    if len(questions) == 1:
        made.whole = next(iter(made.rows.values()))
    maker.know(key, made)
    return questions


MAKERS: dict[str, Make] = {
    "MC": choice,
    "TE": text,
    "DB": note,
    "RO": ranking,
    "CS": fixed_sum,
    "Slider": numbers,
    "FileUpload": left_out("文件上传", "a file upload"),
    "Signature": left_out("手写签名", "a signature"),
    "Draw": left_out("手写签名", "a signature"),
    "Captcha": left_out("验证码", "a captcha"),
    "Timing": left_out("计时", "a timer"),
    "Meta": left_out("浏览器信息", "about the browser"),
    "HotSpot": left_out("热点图", "a hot spot"),
    "HeatMap": left_out("热力图", "a heat map"),
    "DD": left_out("逐级下拉", "a drill down"),
    "PGR": left_out("分组排序", "a pick, group and rank"),
    "GAP": left_out("图形滑块", "a graphic slider"),
    "GRB": left_out("图片", "a picture"),
    "TreeSelect": left_out("树形选择", "a tree"),
    "HL": left_out("标记文字", "a highlight"),
    "SS": left_out("屏幕截图", "a screenshot"),
}
