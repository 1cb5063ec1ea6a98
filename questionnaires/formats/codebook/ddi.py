"""The codebook as DDI-Codebook 2.5 (namespace ddi:codebook:2_5), for archives.

Element names and their order are those of the schema of the DDI Alliance, version 2.5.1:
https://ddialliance.org/Specification/DDI-Codebook/2.5/
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from questionnaires.formats.codebook.statistics import Counted, Statistics
from questionnaires.formats.codebook.variables import Codebook, Variable
from questionnaires.kinds.answer import number_words
from questionnaires.text import CHINESE, Text

SPACE = "ddi:codebook:2_5"
SCHEMA = "http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
FILE = "F1"
PROGRAM = "Kewen"
ROLES = "Kewen roles"
RULES = "Kewen rules (a subset of ODK XForms expressions)"
_FORBIDDEN = re.compile("[^\n\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
GROUPS = {"multiple": "multipleResp", "matrix": "grid"}
DOMAINS = {
    "code": "category",
    "indicator": "multiple",
    "number": "numeric",
    "date": "datetime",
    "text": "text",
}


def ddi_of(codebook: Codebook, language: str = CHINESE, counted: Counted | None = None) -> bytes:
    """The codebook as DDI XML; ``language`` stands first, all others of the questionnaire beside it.

    With what was ``counted`` it describes a data file: its rows, and the frequencies of every variable.
    """
    made = _Maker(codebook, language, counted).book()
    ElementTree.indent(made)
    ElementTree.register_namespace("", SPACE)
    ElementTree.register_namespace("xsi", XSI)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(
        ElementTree.tostring(made, encoding="utf-8", xml_declaration=False)
    )


class _Maker:
    def __init__(self, codebook: Codebook, language: str, counted: Counted | None = None) -> None:
        self.codebook = codebook
        self.counted = counted
        languages = codebook.languages or (language,)
        self.first = language if language in languages else languages[0]
        self.languages = [self.first, *(tag for tag in languages if tag != self.first)]

    def book(self) -> ElementTree.Element:
        root = ElementTree.Element(f"{{{SPACE}}}codeBook", {"version": "2.5", LANGUAGE: self.first})
        root.set(f"{{{XSI}}}schemaLocation", f"{SPACE} {SCHEMA}")
        self._document(root)
        self._study(root)
        self._file(root)
        self._data(root)
        return root

    def _document(self, root: ElementTree.Element) -> None:
        citation = add(add(root, "docDscr"), "citation")
        self._titles(citation)
        add(add(citation, "prodStmt"), "software", PROGRAM)

    def _study(self, root: ElementTree.Element) -> None:
        study = add(root, "stdyDscr")
        citation = add(study, "citation")
        self._titles(citation)
        add(add(citation, "verStmt"), "version", self.codebook.version)
        if self.codebook.introduction:
            self._each(add(study, "stdyInfo"), "abstract", self.codebook.introduction)

    def _titles(self, citation: ElementTree.Element) -> None:
        titles = add(citation, "titlStmt")
        title = self.codebook.title
        add(titles, "titl", title.say(self.first) or self.codebook.name)
        for tag in self.languages[1:]:
            if title.get(tag):
                add(titles, "parTitl", title[tag], {LANGUAGE: tag})
        add(titles, "IDNo", self.codebook.name, {"agency": PROGRAM})

    def _file(self, root: ElementTree.Element) -> None:
        text = add(add(root, "fileDscr", attributes={"ID": FILE}), "fileTxt")
        add(text, "fileName", self.counted.file if self.counted else "data.csv")
        dimensions = add(text, "dimensns")
        if self.counted:
            add(dimensions, "caseQnty", str(self.counted.cases))
        add(dimensions, "varQnty", str(len(self.codebook.variables)))
        add(text, "fileType", "text/csv; charset=utf-8")

    def _data(self, root: ElementTree.Element) -> None:
        data = add(root, "dataDscr")
        for name, own in self.codebook.groups.items():
            if len(own) > 1:
                kind = GROUPS.get(own[0].kind)
                attributes = {
                    "ID": f"G.{name}",
                    "name": name,
                    "var": " ".join(f"V.{one.name}" for one in own),
                }
                attributes.update({"type": kind} if kind else {"type": "other", "otherType": own[0].kind})
                self._each(add(data, "varGrp", attributes=attributes), "labl", own[0].wording)
        for variable in self.codebook.variables:
            self._variable(data, variable)

    def _variable(self, data: ElementTree.Element, one: Variable) -> None:
        is_number = one.type == "number"
        attributes = {"ID": f"V.{one.name}", "name": one.name, "files": FILE}
        attributes["intrvl"] = "contin" if is_number else "discrete"
        if is_number:
            attributes["dcml"] = str(one.decimals)
        var = add(data, "var", attributes=attributes)
        self._each(var, "labl", one.label)
        add(var, "security", one.privacy.value)
        self._question(var, one)
        self._ranges(var, one)
        self._each(var, "universe", one.universe)
        statistics = self.counted.variables.get(one.name) if self.counted else None
        if statistics:
            _summary(var, statistics)
        if one.unit:
            self._each(var, "txt", one.unit, {"level": "unit"})
        if one.source:
            said = (one.source.standard or one.source.name, one.source.version)
            add(var, "stdCatgry", " ".join(filter(None, said)))
        self._categories(var, one, statistics)
        if one.role:
            add(var, "concept", one.role.value, {"vocab": ROLES})
        if one.value:
            self._derivation(var, one)
        add(var, "varFormat", None, {"type": "numeric" if is_number else "character", **_format(one)})
        self._notes(var, one)

    def _question(self, var: ElementTree.Element, one: Variable) -> None:
        if one.kind == "calculated":
            return
        attributes = {"responseDomainType": DOMAINS[one.type]}
        if one.number:
            attributes["seqNo"] = one.number
        question = add(var, "qstn", attributes=attributes)
        self._each(question, "qstnLit", one.wording)
        self._each(question, "ivuInstr", one.instruction)

    def _ranges(self, var: ElementTree.Element, one: Variable) -> None:
        units = {"UNITS": "REAL" if one.decimals else "INT"}
        if one.least is not None or one.most is not None:
            bounds = {"min": one.least, "max": one.most}
            told = {name: number_words(bound) for name, bound in bounds.items() if bound is not None}
            add(add(var, "valrng"), "range", None, {**units, **told})
        if one.reasons:
            invalid = add(var, "invalrng")
            for reason in one.reasons:
                add(invalid, "item", None, {"VALUE": reason.code, "UNITS": "INT"})

    def _categories(self, var: ElementTree.Element, one: Variable, statistics: Statistics | None) -> None:
        for value in (*one.values, *one.reasons):
            missing = {"missing": "Y", "missType": value.missing.value} if value.missing else {}
            category = add(var, "catgry", attributes=missing)
            add(category, "catValu", value.code)
            self._each(category, "labl", value.label)
            if statistics and value.code not in statistics.hidden:
                add(category, "catStat", str(statistics.counts.get(value.code, 0)), {"type": "freq"})
                weighted = number_words(round(statistics.weighted.get(value.code, 0.0), 6))
                add(category, "catStat", weighted, {"type": "freq", "wgtd": "wgtd"})

    def _derivation(self, var: ElementTree.Element, one: Variable) -> None:
        known = {variable.name for variable in self.codebook.variables}
        inputs = " ".join(f"V.{name}" for name in one.inputs if name in known)
        derivation = add(var, "derivation", attributes={"var": inputs} if inputs else {})
        add(derivation, "drvcmd", one.value, {"syntax": RULES})

    def _notes(self, var: ElementTree.Element, one: Variable) -> None:
        for rule in one.rules:
            add(var, "notes", rule, {"type": "universe", "subject": RULES})
        if one.reverse:
            add(var, "notes", "reversed", {"type": "scoring"})
        if one.expect is not None:
            add(var, "notes", one.expect, {"type": "attention check"})

    def _each(
        self, parent: ElementTree.Element, name: str, text: Text, attributes: dict[str, str] | None = None
    ) -> None:
        """An element for each language that a text has."""
        for tag in dict.fromkeys([*self.languages, *text]):
            if text.get(tag):
                add(parent, name, text[tag], {**(attributes or {}), LANGUAGE: tag})


def add(
    parent: ElementTree.Element, name: str, text: str | None = None, attributes: dict[str, str] | None = None
) -> ElementTree.Element:
    """An element below another; characters that XML forbids become 〓."""
    safe = {key: _FORBIDDEN.sub("〓", value) for key, value in (attributes or {}).items()}
    made = ElementTree.SubElement(parent, f"{{{SPACE}}}{name}", safe)
    if text is not None:
        made.text = _FORBIDDEN.sub("〓", text)
    return made


def _summary(var: ElementTree.Element, statistics: Statistics) -> None:
    told = {"vald": statistics.valid, "invd": statistics.invalid, **statistics.summary}
    for name, value in told.items():
        if value is None:
            continue
        add(var, "sumStat", number_words(float(value)), {"type": name})


def _format(one: Variable) -> dict[str, str]:
    return {"category": "date"} if one.type == "date" else {}
