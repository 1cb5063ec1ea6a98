"""Intervals of quantiles that are not reckoned are refused in words, never taken for another."""

from typing import Any

import numpy as np
import pytest

from reports.errors import ReportError
from reports.estimates import Design, quantiles


@pytest.mark.parametrize("interval", ["score", "logit", ""])
def test_an_interval_that_is_not_reckoned_is_refused_with_those_that_are(interval: Any):
    with pytest.raises(ReportError) as refused:
        quantiles(Design.of(np.ones(30)), np.arange(30.0), interval=interval)
    assert refused.value.code == "quantiles.interval"
    assert "wald" in refused.value.remedy.say("en")
