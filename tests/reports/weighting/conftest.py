"""The survey of 3 000, our own data."""

import pandas as pd
import pytest

from reports.estimates import Design
from tests.reports.weighting.reference import OURS


@pytest.fixture(scope="session")
def survey() -> pd.DataFrame:
    return pd.read_csv(OURS / "synth3k.csv")


@pytest.fixture(scope="session")
def synth(survey) -> Design:
    return Design.of(survey.w, survey.stratum, survey.psu)
