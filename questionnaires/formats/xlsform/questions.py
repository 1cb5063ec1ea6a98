"""Each question of a form by its type, as a document of ours."""

from __future__ import annotations

from typing import Any

from questionnaires.editing.document import Document
from questionnaires.expressions import Type
from questionnaires.formats.carried import Fate
from questionnaires.formats.figures import figure
from questionnaires.formats.xlsform.constraints import NOT_MET, meaning
from questionnaires.formats.xlsform.form import Form
from questionnaires.formats.xlsform.options import Options
from questionnaires.formats.xlsform.outline import Item, refusal
from questionnaires.formats.xlsform.rules import Known, UnturnableError, turned
from questionnaires.formats.xlsform.tables import Line
from questionnaires.formats.xlsform.types import BOUNDS
from questionnaires.formats.xlsform.unused import DATES, DROPDOWN, NO, PARAMETER, YES, note_unused
from questionnaires.model import MOST_POINTS
from questionnaires.text import Text

RELEVANT = Text(zh="显示条件", en="The condition")
CONSTRAINT = Text(zh="回答限制", en="The constraint")
CALCULATION = Text(zh="算式", en="The calculation")
_KINDS = {
    "integer": "number", "decimal": "number", "percentage": "number", "days_in_month": "number",
    "days_in_half_year": "number", "days_in_year": "number", "text": "text", "phone": "text", "time": "text",
    "select_one_file": "text", "select_multiple_file": "text", "date": "date", "datetime": "date",
    "select_one": "single", "select_external": "single", "acknowledge": "single", "select_multiple": "multiple",
    "rank": "ranking", "range": "scale", "note": "note", "calculate": "calculated",
}  # fmt: skip


class Questions:
    """Makes the questions of one form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.options = Options(form)

    def document(self, item: Item) -> Document | None:
        """The question of a line, without its condition; None, with a note, for what is left out."""
        kind = self._kind(item)
        if kind == "note":
            return self._note(item)
        if kind == "calculated":
            return self._calculated(item)
        document: Document = {"name": self.form.name_of(item), "kind": kind, **self._texts(item)}
        if self.is_required(item.line):
            document["required"] = True
        self._by_kind(item, document)
        self._constraint(item, document)
        note_unused(self.form, item)
        return document

    def _kind(self, item: Item) -> str:
        line, name = item.line, item.type.name
        read_only = line.get("read_only").lower()
        if line.get("calculation") and name in ("text", "integer", "decimal", "date"):
            return "calculated"
        if read_only in YES and name == "text":
            self.form.left.add(item.name)
            return "note"
        return _KINDS[name]

    def _texts(self, item: Item) -> Document:
        form, line = self.form, item.line
        found: Document = {}
        label, hint = form.text(line, "label"), form.text(line, "hint")
        if not label and hint:
            label, hint = hint, {}
        if not label:
            label = dict.fromkeys(form.tongues.used[:1], item.name)
            form.note(
                Fate.GUESSED,
                "label_missing",
                form.survey.place(line, "label"),
                "这一题没有文字，暂用它的名称。",
                "The question has no wording; its name stands in.",
                remedy=Text(zh="请写上题目。", en="Write the question."),
            )
        found["label"] = label
        if hint:
            found["hint"] = hint
        if why := form.text(line, "guidance_hint"):
            found["why"] = why
        return found

    def _note(self, item: Item) -> Document | None:
        form, line = self.form, item.line
        label, hint = form.text(line, "label"), form.text(line, "hint")
        note_unused(self.form, item)
        if not label and not hint:
            form.note(
                Fate.LEFT_OUT, "note_empty", line.place, "没有文字的说明没有带过来。", "A note without words."
            )
            return None
        found: Document = {
            "name": form.claim(item.name) if item.type.name == "note" else form.name_of(item),
            "kind": "note",
            "label": label or hint,
        }
        if label and hint:
            found["hint"] = hint
        if why := form.text(line, "guidance_hint"):
            found["why"] = why
        if item.type.name != "note":
            what = "只读的题改成了说明文字。", "A read-only question became a note."
            form.note(
                Fate.CHANGED, "read_only", form.survey.place(line, "read_only"), *what, question=found["name"]
            )
        return found

    def _calculated(self, item: Item) -> Document | None:
        form, line = self.form, item.line
        written = line.get("calculation")
        quoted = form.said_of.get(item.name)
        if quoted:
            written = f"${{{quoted}}}"
        try:
            rule = turned(written, form.resolve, value=True)
        except UnturnableError as error:
            form.left_out("calculation_left_out", line, "calculation", written, CALCULATION, error.reason)
            form.left.add(item.name)
            return None
        found: Document = {"name": form.name_of(item), "kind": "calculated", "value": rule}
        label = form.text(line, "label")
        if label:
            found["label"] = label
        kind = form.type_of(item) if not quoted else Type.TEXT
        types = {Type.NUMBER: "number", Type.DATE: "date", Type.BOOLEAN: "boolean"}
        if (said := types.get(kind, "text")) != "number":
            found["type"] = said
        if quoted:
            what = (
                "jr:choice-name() 改成了选项代码；文字里引用它的地方直接引用那道题。",
                (
                    "jr:choice-name() became the code of the option; texts that quote it quote the question itself."
                ),
            )
            form.note(Fate.CHANGED, "choice_name", form.survey.place(line, "calculation"), *what)
        if item.type.name != "calculate":
            what = (
                "带算式的题改成了计算题，不再询问。",
                "A question with a formula became a calculation; it is not asked.",
            )
            form.note(Fate.CHANGED, "calculated", form.survey.place(line, "calculation"), *what)
        note_unused(self.form, item)
        return found

    def is_required(self, line: Line) -> bool:
        """Whether a line must be answered; notes on conditions and messages that do not come over."""
        written = line.get("required")
        if written.lower() in NO:
            return False
        if written.lower() not in YES:
            self.form.left_out(
                "required_left_out",
                line,
                "required",
                written,
                Text(zh="有条件的必答", en="Being required under a condition"),
                Text(zh="这一题改为不必答。", en="The question is not required now."),
            )
            return False
        if line.texts.get("required_message"):
            what = (
                "必答的自拟提示没有带过来，用本平台的提示。",
                "Messages of required questions: ours are used.",
            )
            self.form.note(
                Fate.LEFT_OUT, "required_message", self.form.survey.place(line, "required_message"), *what
            )
        return True

    def _by_kind(self, item: Item, document: Document) -> None:
        name, line = item.type.name, item.line
        looks = line.get("appearance").split()
        if name in ("select_one", "select_external", "select_multiple", "rank"):
            self._choice(item, document, looks)
        elif name == "range":
            self._range(item, document)
        elif name == "decimal":
            document["decimals"] = 6
        elif name in BOUNDS:
            document["least"], document["most"] = BOUNDS[name]
        elif name == "text" and "multiline" in looks:
            document |= {"long": True, "limit": 2000}
        elif name == "date":
            document |= next(({"precision": DATES[look]} for look in looks if look in DATES), {})
        else:
            self._changed(item, document)

    def _changed(self, item: Item, document: Document) -> None:
        """Types without an equal that another kind can stand for."""
        form, name, line = self.form, item.type.name, item.line
        if name == "phone":
            document["pattern"] = r"\d*"
        words = {
            "time": ("时刻题改成了填“时:分”的文字题。", "A time became a text of the form HH:MM."),
            "datetime": ("日期和时刻的题只问日期。", "A date with a time asks for the date only."),
            "acknowledge": ("“知悉”题改成了只有一个选项的单选题。", "An acknowledgement became a choice of one option."),
            "select_one_file": _FILE,
            "select_multiple_file": _FILE,
        }  # fmt: skip
        if name == "time":
            document |= {"pattern": r"([01]?\d|2[0-3])[:：][0-5]\d([:：][0-5]\d)?", "limit": 8}
        if name == "acknowledge":
            document["options"] = [{"code": "OK", "label": form.said(Text(zh="知道了", en="OK"))}]
        if name in words:
            remedy = Text(zh="把选项粘贴进来，再改成选择题。", en="Paste the options and make it a choice.")
            files = name.endswith("_file")
            fate = Fate.GUESSED if files else Fate.CHANGED
            form.note(
                fate, f"type_{name}", form.survey.place(line, "type"), *words[name],
                remedy=remedy if files else Text(), question=document["name"],
            )  # fmt: skip

    def _choice(self, item: Item, document: Document, looks: list[str]) -> None:
        document["options"] = self.options.of(item)
        if document["kind"] == "ranking":
            document["least"] = document["most"] = max(len(document["options"]), 1)
        if document["kind"] == "single" and DROPDOWN & {look.split("(")[0] for look in looks}:
            document["appearance"] = "dropdown"
        parameters = dict(PARAMETER.findall(item.line.get("parameters")))
        if parameters.get("randomize", "").lower() in YES:
            document["shuffle"] = True

    def _range(self, item: Item, document: Document) -> None:
        parameters = dict(PARAMETER.findall(item.line.get("parameters")))
        given = [figure(parameters.get(key, default)) for key, default in _RANGE]
        start, end, step = (0.0 if None in given else one or 0.0 for one in given)
        if not step or abs(step) > abs(end - start):
            self.form.outline.findings.append(
                refusal(
                    "range_wrong",
                    self.form.survey.place(item.line, "parameters"),
                    item.line.number,
                    parameters=item.line.get("parameters"),
                )
            )
            return
        low, high = min(start, end), max(start, end)
        is_scale = high - low <= 20 and max(-low, high) <= MOST_POINTS
        if step == 1 and low.is_integer() and high.is_integer() and is_scale:
            document |= {"least": int(low), "most": int(high)}
            return
        document["kind"] = "number"
        text = f"{step:f}".rstrip("0")
        document |= {
            "least": low,
            "most": high,
            "step": abs(step),
            "decimals": min(len(text.split(".")[1]), 6),
        }

    def _constraint(self, item: Item, document: Document) -> None:
        form, line = self.form, item.line
        known = form.resolve(item.name)
        itself = Known(".", known.type, known.codes) if known else None
        rule = form.rule(line, "constraint", CONSTRAINT, itself=itself)
        message = form.text(line, "constraint_message")
        if not rule:
            return
        kind = "integer" if item.type.name == "integer" else str(document["kind"])
        found = meaning(rule, kind)
        exclusive = kind == "multiple"
        if found and (exclusive or not message) and not set(found.properties) & set(document) - {"limit"}:
            document |= found.properties
            for option in document.get("options", ()):
                if option["code"] in found.alone:
                    option["exclusive"] = True
            if message:
                what = (
                    "限制改成了题目自己的设定，自拟的提示没有带过来。",
                    ("The constraint became properties of the question; its own message was left out."),
                )
                form.note(
                    Fate.CHANGED, "constraint_message", form.survey.place(line, "constraint_message"), *what
                )
            return
        check: Document = {"code": "constraint", "require": rule, "message": message or form.said(NOT_MET)}
        document["checks"] = [check]


_FILE = (
    "选项在外部文件里，或取自别的回答，没有带过来；改成了文字题。",
    "Its options are in another file or come from other answers; it became a text.",
)
_RANGE: tuple[tuple[str, Any], ...] = (("start", 1), ("end", 10), ("step", 1))
