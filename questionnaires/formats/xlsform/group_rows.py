"""Questions of several fields as groups: a table, numbers with a sum, choices one below the other."""

from __future__ import annotations

from questionnaires.formats.xlsform import own_lines
from questionnaires.formats.xlsform.bounds import conditions
from questionnaires.formats.xlsform.cells import exact, put, put_show, put_text
from questionnaires.formats.xlsform.option_rows import OptionRows
from questionnaires.formats.xlsform.survey_rows import dumped
from questionnaires.formats.xlsform.tables import Line
from questionnaires.model import Cascade, Matrix, Question, Split
from questionnaires.text import Text

NOT_LISTED = Text(zh="名单里没有的，请写出：", en="If the list lacks it, please write it:")


class GroupRows(OptionRows):
    """Writes the groups of one form."""

    def matrix(self, question: Matrix) -> None:
        """A group that ODK shows as a table."""
        sheets = self.sheets
        name = sheets.list_names.name(question.name)
        head = sheets.survey[-1]
        head.values |= {"type": "begin_group", "appearance": "table-list", "kewen::options": name}
        self.options(name, question.options)
        self.offered(question, name)
        if any(option.show is not None or option.only for option in question.options):
            sheets.lost(
                "options_filtered", f"question:{question.name}", "表格里 ODK 不能按条件隐藏选项。",
                "In a table, ODK cannot hide options by a condition.",
            )  # fmt: skip
        held = conditions(question, sheets)
        for place, row in enumerate(question.rows):
            line = self.row(f"select_one {name}", row, question)
            if place == 0 and held.rules:
                line.values["constraint"] = held.rule
                sheets.text(line, "constraint_message", held.message)
        self.end(head)

    def row(self, kind: str, row: object, question: Question) -> Line:
        """A line for one row of a matrix or a split."""
        sheets, document = self.sheets, dumped(row)
        line = sheets.add(kind, document["name"], "row")
        sheets.text(line, "label", document.get("label", {}))
        place = f"question:{question.name}/row:{document['name']}"
        relevant = sheets.relevant(document.get("show"), document.get("only"), place=place)
        put_show(line, document.get("show"), relevant)
        put(line, document, document.keys() - {"name", "label", "show"})
        if question.required:
            line.values["required"] = "yes"
        exact(line, document, lambda given: own_lines.row(given, sheets.told))
        return line

    def split(self, question: Split) -> None:
        """A group of numbers whose sum is constrained."""
        sheets = self.sheets
        head = sheets.survey[-1]
        head.values |= {"type": "begin_group", "appearance": "field-list"}
        whole = question.step == int(question.step) and question.total == int(question.total)
        for row in question.rows:
            line = self.row("integer" if whole else "decimal", row, question)
            others = [other for other in question.rows if other is not row]
            total = " + ".join([".", *(f"coalesce(${{{other.name}}}, 0)" for other in others)])
            open_ = " or ".join(self._open(other, question) for other in others)
            rule = f". >= 0 and ({total}) <= {question.total:g} and (({total}) = {question.total:g}"
            line.values["constraint"] = f"{rule}{f' or {open_}' if open_ else ''})"
            said = Text(
                zh=f"各项合计应为 {question.total:g}。", en=f"The parts should add up to {question.total:g}."
            )
            put_text(line, "constraint_message", sheets.words(said))
        self.end(head)

    def _open(self, row: object, question: Split) -> str:
        document = dumped(row)
        empty = f"${{{document['name']}}} = ''"
        relevant = self.sheets.relevant(document.get("show"), document.get("only"), place="")
        return f"(({relevant}) and {empty})" if relevant else empty

    def cascade(self, question: Cascade) -> None:
        """A group of choices, each filtered by the one before."""
        sheets = self.sheets
        head = sheets.survey[-1]
        head.values |= {"type": "begin_group", "appearance": "field-list"}
        names = sheets.code_lists.get(question.list, ())
        above = ""
        for place, level in enumerate(question.levels):
            last = place == len(question.levels) - 1
            document = dumped(level)
            listed = names[place] if place < len(names) else ""
            line = sheets.add(f"select_one {listed}" if listed else "text", level.name, "level")
            sheets.text(line, "label", document.get("label", {}))
            put(line, document, document.keys() - {"name", "label"})
            if listed:
                line.values["appearance"] = "minimal"
            if listed and above:
                line.values["choice_filter"] = f"parent = ${{{above}}}"
            written = f"{level.name}_oth"
            if question.required and not (last and question.write_in):
                line.values["required"] = "yes"
            exact(line, document, lambda given: own_lines.level(given, sheets.told))
            if last and question.write_in:
                more = sheets.add("text", written, "helper")
                more.values["relevant"] = f"${{{level.name}}} = ''" + (
                    f" and ${{{above}}} != ''" if above else ""
                )
                put_text(more, "label", sheets.words(NOT_LISTED))
                if question.required:
                    more.values["required"] = "yes"
            above = level.name
        self.end(head)

    def end(self, head: Line) -> None:
        """The end of a group; the line of its beginning is kept for :meth:`finish`."""
        self.sheets.add("end_group", "")
