"""结果: the five tables that the investigation is held for."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from questionnaires.text import Text
from reports.documents.sentences import structure_sentence
from survey.services import catalogue, published, results, sizes
from survey.services.charts import Wanted
from survey.web.access import STAFF, access
from survey.web.language import current_language
from survey.web.results.analysed import analysis, figure_of, with_reasons
from survey.web.results.blueprint import blueprint
from survey.web.results.tables import Shown, shown_table
from survey.web.staff import page

PURPOSES = ("size", "occupation", "age", "title", "political")
TITLES = {
    "size": Text(zh="队伍规模", en="Size of the workforce"),
    "occupation": Text(zh="从业结构", en="Structure by occupation"),
    "age": Text(zh="年龄结构", en="Structure by age"),
    "title": Text(zh="职称结构", en="Structure by title"),
    "political": Text(zh="政治面貌", en="Political status"),
}


@blueprint.get("/<survey>/results")
@access(STAFF, "analyst")
@with_reasons("results")
def purposes(survey: str) -> ResponseReturnValue:
    """The purpose tables with their charts."""
    found = analysis()
    made = results.purposes(found)
    language = current_language()
    sections = []
    for name in PURPOSES:
        table = made.tables.get(name)
        shown: Shown | None = None
        sentence, figure = "", None
        if table is not None:
            shown = shown_table(table, language)
            if name != "size":
                sentence = structure_sentence(table, language)
                figure = figure_of(found, Wanted(purpose=name))
        by = catalogue.default_feature(found, name) if name != "size" and table is not None else ""
        sections.append(
            {
                "name": name,
                "title": TITLES[name],
                "shown": shown,
                "sentence": sentence,
                "figure": figure,
                "refusal": made.missing.get(name),
                "by": by,
                "published": published.against(table, by) if by and table is not None else [],
            }
        )
    return page(
        "results/purposes.html",
        stage="results",
        analysis=found,
        sections=sections,
        sizes=sizes.compared(found),
    )
