"""Response rates against a worked example of AAPOR's formulas, reckoned by hand."""

import pytest

from survey.services.outcomes import OUTCOMES
from survey.services.rates import CATEGORY, Dispositions, Ledger, aapor_rates

EXAMPLE = Dispositions(
    complete=2463, partial=97, refusal=120, noncontact=180, other=20, unknown=90, ineligible=30
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("e", 0.98969),
        ("RR1", 0.82929),
        ("RR2", 0.86195),
        ("RR3", 0.82955),
        ("RR4", 0.86222),
        ("RR5", 0.85521),
        ("RR6", 0.88889),
        ("COOP1", 0.91222),
        ("REF1", 0.04040),
        ("CON1", 0.90909),
    ],
)
def test_the_worked_example_is_reproduced(name: str, expected: float) -> None:
    assert aapor_rates(EXAMPLE)[name] == pytest.approx(expected, abs=5e-6)


def test_with_all_unknown_taken_as_eligible_rr3_is_rr1() -> None:
    rates = aapor_rates(EXAMPLE, e=1.0)
    assert rates["RR3"] == rates["RR1"]
    assert rates["CON2"] == rates["CON1"]


def test_rates_without_a_base_are_absent() -> None:
    assert set(aapor_rates(Dispositions()).values()) == {None}


def test_every_outcome_but_spoiled_has_a_category() -> None:
    assert set(CATEGORY) == {outcome.name for outcome in OUTCOMES} - {"spoiled"}


def test_the_founding_case_has_the_rate_it_reported() -> None:
    ledger = Ledger.of({"valid": 2463, "not_opened": 500, "invalid": 37, "spoiled": 4})
    assert ledger.issued == 3000
    assert ledger.valid_rate == pytest.approx(0.821)
    assert ledger.returned == 2500
    assert ledger.valid_share == pytest.approx(2463 / 2500)


def test_the_ineligible_leave_the_base() -> None:
    ledger = Ledger.of({"valid": 80, "not_opened": 10, "ineligible": 10})
    assert ledger.valid_rate == pytest.approx(80 / 90)
