"""A report holds saved tables: as they are laid out, under the guard, each entered in the ledger by itself."""

from __future__ import annotations

import io

import docx
import sqlalchemy as sa

from questionnaires.text import Text
from reports.charts.spec import ChartSpec
from reports.layout import Condition, Layout
from reports.templates import Saved, editing
from survey.services import reporting, savedtables, surveys, templates
from survey.store.tables import Release
from tests.fixtures.databases import only_sqlite
from tests.survey.analysed import NOW, analysed_survey, small

MEN = Layout(("sex",), filters=(Condition.of("stratum", ["1", "6"]),))


@only_sqlite
def test_a_report_holds_the_saved_tables_that_its_template_names(store, tmp_path):
    held = analysed_survey(store, 160, questionnaire=small()).id
    savedtables.save(store, held, "towns", "工业与其他", MEN, ChartSpec(), at=NOW)
    templates.copy(store, held, "brief", "own", Text(zh="简报"), at=NOW)
    for place, name in enumerate(("towns", "vanished")):
        part = Saved(what="saved", saved=name)
        templates.edit(store, held, "own", place + 1, editing.added(0, part), at=NOW)
    card = surveys.named(store, "county", at=NOW)
    frozen = reporting.freeze(store, tmp_path, card, at=NOW)
    made = reporting.report_of(store, tmp_path, card, frozen.name, template="own")
    reporting.enter(store, card, frozen.name, made, "zh-CN", at=NOW)
    text = "\n".join(one.text for one in docx.Document(io.BytesIO(made.content)).paragraphs)
    assert "工业与其他" in text
    assert "没有短名为“vanished”的存下的表" in text
    with store.reading() as session:
        lines = session.execute(sa.select(Release.features, Release.filter, Release.outlet)).all()
    assert ("sex", "stratum=1,6", "report") in [tuple(one) for one in lines]
    again = reporting.report_of(store, tmp_path, card, frozen.name, template="own")
    assert again.content == made.content
