"""The survey flow of Qualtrics as pages: blocks, branches, ends, embedded data, randomizers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from questionnaires.editing.document import Document
from questionnaires.expressions import Type
from questionnaires.expressions.tree import Literal
from questionnaires.formats.carried import Fate
from questionnaires.formats.formulas import FormulaError
from questionnaires.formats.known import Known
from questionnaires.formats.qualtrics.logic import describe
from questionnaires.formats.qualtrics.maker import Maker
from questionnaires.formats.qualtrics.source import Payload, Source, items, mapping, said
from questionnaires.formats.qualtrics.unused import note_block_options, note_end_words, note_unused
from questionnaires.formats.rules import written
from questionnaires.text import Text

DEEPEST = 40
NAMED: dict[str, tuple[str, str]] = {
    "Authenticator": ("身份验证", "an authenticator"),
    "WebService": ("网络服务", "a web service"),
    "QuotaCheck": ("配额检查", "a quota check"),
    "Quota": ("配额检查", "a quota check"),
    "TableOfContents": ("目录", "a table of contents"),
    "ReferenceSurvey": ("引用的调查", "a reference survey"),
    "Conjoint": ("联合分析", "a conjoint"),
    "SupplementalData": ("补充数据", "supplemental data"),
}
SKIPPED = ("ENDOFSURVEY", "ENDOFBLOCK")


@dataclass(slots=True)
class _Skip:
    """A skip that is under way: from its question on until ``until`` (a question) or the end of the block."""

    logic: Payload
    until: str


class Flow:
    """Walks through the flow and makes the pages."""

    def __init__(self, source: Source, maker: Maker) -> None:
        self.source = source
        self.maker = maker
        self.pages: list[Document] = []
        self.seen: set[str] = set()
        self.assigned = Counter(_assigned(source.flow, 0))

    def walk(self) -> list[Document]:
        """The pages in the order of the flow, without those that ask nothing."""
        if self.source.flow is None:
            for key in self.source.blocks:
                self.block(key, ())
        else:
            self.steps(self.source.flow, (), 0)
        note_unused(self.source, self.maker.making, self.seen)
        return [page for page in self.pages if page["questions"]]

    def steps(self, flow: Any, conditions: tuple[Any, ...], depth: int) -> None:
        """One level of the flow, under the conditions of the branches around it."""
        if depth > DEEPEST:
            self.maker.making.left_out(
                "flow", "flow", "嵌套太深的流程没有带过来", "A flow nested too deeply was left out"
            )
            return
        steps = list(items(flow))
        for number, each in enumerate(steps, 1):
            self.step(mapping(each), conditions, depth, is_last=number == len(steps))

    def step(self, step: Payload, conditions: tuple[Any, ...], depth: int, *, is_last: bool) -> None:
        """One step of the flow."""
        kind = said(step.get("Type"))
        place = said(step.get("Description")) or said(step.get("FlowID")) or "flow"
        match kind:
            case "Block" | "Standard" | "Default":
                self.block(said(step.get("ID")), conditions)
                return
            case "Branch":
                self.branch(step, conditions, depth, place)
                return
            case "EmbeddedData":
                self.embedded(step, conditions, place)
                return
            case "EndSurvey":
                note_end_words(self.maker.making, step, place)
                self.end(conditions, place)
                if not conditions and not is_last:
                    self.maker.making.note(
                        Fate.GUESSED,
                        "end_of_flow",
                        place,
                        "流程在这里结束，后面的题块在 Qualtrics 里不出现，这里带了过来",
                        "The flow ends here: what follows is not shown in Qualtrics, and came over",
                        Text(zh="请删去不要的页。", en="Delete the pages that are not wanted."),
                    )
                return
            case "Randomizer" | "BlockRandomizer":
                self.maker.making.left_out(
                    "randomisation",
                    place,
                    "题块随机（或抽取）没有带过来，全部按顺序显示",
                    "A randomizer was left out: all blocks are shown in their order",
                )
            case "Group" | "Root":
                pass
            case _:
                zh, en = NAMED.get(kind, (f"“{kind}”", f"“{kind}”"))
                self.maker.making.left_out(
                    "flow", place, f"流程里的{zh}没有带过来", f"In the flow, {en} was left out"
                )
        self.steps(step.get("Flow"), conditions, depth + 1)

    def branch(self, step: Payload, conditions: tuple[Any, ...], depth: int, place: str) -> None:
        """What a branch holds, under its condition; one that only ends the survey is an early ending."""
        inner = [mapping(each) for each in items(step.get("Flow"))]
        logic = step.get("BranchLogic")
        ends = [each for each in inner if said(each.get("Type")) == "EndSurvey"]
        if ends and len(inner) == len(ends):
            for each in ends:
                note_end_words(self.maker.making, each, place)
            self.end((*conditions, logic), place)
            return
        self.steps(step.get("Flow"), (*conditions, logic) if mapping(logic) else conditions, depth + 1)

    def end(self, conditions: tuple[Any, ...], place: str) -> None:
        """An end of the survey on a condition becomes an early ending of the page before it."""
        if not conditions:
            return
        page = next((page for page in reversed(self.pages) if page["questions"]), None)
        said_so = " / ".join(describe(each) for each in conditions)
        if page is None or len(conditions) > 1:
            self.maker.making.left_out(
                "ending", place, f"提前结束没有带过来：{said_so}", f"An early end was left out: {said_so}"
            )
            return
        self.ending(page, conditions[0], place)

    def ending(self, page: Document, logic: Any, place: str) -> None:
        """An early ending, whose outcome a person must settle."""
        held = page.setdefault("endings", [])
        ending: Document = {
            "when": "",
            "outcome": "ineligible",
            "reason": f"end_{len(held) + 1}",
            "message": self.maker.making.words(
                "谢谢您，问卷到此结束。", "Thank you, the questionnaire ends here."
            ),
        }
        held.append(ending)
        self.maker.place = place
        self.maker.logic(ending, "when", logic)
        self.maker.making.note(
            Fate.GUESSED,
            "ending",
            place,
            "提前结束按“不符合条件”处理，结束语是补的",
            "An early end counts as “ineligible”; its words were added",
            Text(zh="请核对结果和结束语。", en="See to the outcome and the words."),
        )

    def embedded(self, step: Payload, conditions: tuple[Any, ...], place: str) -> None:
        """Embedded data with a fixed value become calculated values; the others come from outside."""
        for each in items(step.get("EmbeddedData")):
            field = mapping(each)
            name, value = said(field.get("Field")), said(field.get("Value"))
            fixed = value and "${" not in value and '"' not in value and len(value) < 500
            if not fixed or conditions or self.assigned[name] > 1 or not self.pages:
                self.maker.making.left_out(
                    "embedded_data",
                    name or place,
                    "嵌入数据没有带过来" + (f"（值：{value[:80]}）" if value else "（由网址或联系人给出）"),
                    "Embedded data were left out"
                    + (f" (value: {value[:80]})" if value else " (from the address or the contact)"),
                )
                continue
            self.fixed(name, value)

    def fixed(self, name: str, value: str) -> None:
        """A calculated value that is always the same."""
        try:
            rule = written(Literal(value))
        except FormulaError:
            return
        given = self.maker.making.names.name(name)
        self.maker.rules.embedded[name] = Known(given, Type.TEXT)
        self.pages[-1]["questions"].append(
            {"kind": "calculated", "name": given, "value": rule, "type": "text"}
        )

    def block(self, key: str, conditions: tuple[Any, ...]) -> None:
        """The pages of a block."""
        block = self.source.blocks.get(key)
        if block is None or said(block.get("Type")) == "Trash":
            return
        place = said(block.get("Description")) or key
        if key in self.seen:
            self.maker.making.left_out(
                "block_again",
                place,
                "第二次出现的题块没有带过来",
                "A block that comes again was left out there",
            )
            return
        self.seen.add(key)
        note_block_options(self.maker, mapping(block.get("Options")), place)
        page = self.page(conditions)
        skips: list[_Skip] = []
        for each in items(block.get("BlockElements")):
            element = mapping(each)
            if said(element.get("Type")) == "Page Break":
                page = self.page(conditions)
                continue
            if said(element.get("Type")) == "Question":
                self.question(element, page, skips)
            else:
                sort = said(element.get("Type")) or "?"
                self.maker.making.left_out(
                    "block_element", place, f"题块里的“{sort}”没有带过来", f"“{sort}” in a block was left out"
                )

    def question(self, element: Payload, page: Document, skips: list[_Skip]) -> None:
        """One question with the skips around it, and those that begin after it."""
        key = said(element.get("QuestionID"))
        skips[:] = [skip for skip in skips if skip.until != key]
        payload = self.source.questions.get(key)
        if payload is None or key in self.seen:
            self.maker.making.left_out(
                "question", key or "QuestionID", "找不到的题", "A question that is not in the file"
            )
            return
        self.seen.add(key)
        made = self.maker.made(key, payload)
        for question in made:
            for skip in skips:
                self.maker.logic(question, "show", skip.logic, negated=True)
        page["questions"] += made
        for each in items(element.get("SkipLogic")):
            self.skip(mapping(each), page, skips)

    def skip(self, logic: Payload, page: Document, skips: list[_Skip]) -> None:
        """What is skipped is not shown; to the end of the survey is an early ending of the page."""
        target = said(logic.get("SkipToDestination"))
        whole = {"0": {"0": {**logic, "LogicType": "Question"}, "Type": "If"}}
        skips.append(_Skip(whole, target if target not in SKIPPED else ""))
        if target == "ENDOFSURVEY":
            self.ending(page, whole, self.maker.place)

    def page(self, conditions: tuple[Any, ...]) -> Document:
        """A new page; an empty one before it is taken again by nobody and dropped at the end."""
        page: Document = {
            "name": self.maker.making.page_names.numbered("p", len(self.pages) + 1),
            "questions": [],
        }
        for logic in conditions:
            if mapping(logic):
                self.maker.place = page["name"]
                self.maker.logic(page, "show", logic)
        self.pages.append(page)
        return page


def _assigned(flow: Any, depth: int) -> Iterator[str]:
    """The fields of embedded data, as often as the flow gives them a value."""
    if depth > DEEPEST:
        return
    for each in items(flow):
        step = mapping(each)
        for field in items(step.get("EmbeddedData")):
            if said(mapping(field).get("Value")):
                yield said(mapping(field).get("Field"))
        yield from _assigned(step.get("Flow"), depth + 1)
