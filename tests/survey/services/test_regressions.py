"""Models kept by the process: counted by what they hold, so that those of a large survey make room."""

from reports.weighting import expand, weighted
from survey.services import regressions
from survey.services.regressions import Asked
from survey.services.results import Analysis
from tests.reports.samples import county


def test_a_model_counts_as_many_values_as_its_predictors_hold() -> None:
    answers = county(300)
    analysis = Analysis("county", False, weighted(answers)[0], expand(answers), None, None)
    made = [regressions.fitted(analysis, Asked("hours", by)) for by in (("sex",), ("sex", "occ"))]
    assert [regressions._values(one) for one in made] == [300, 600]
    assert regressions.fitted(analysis, Asked("hours", ("sex",))) is made[0]
