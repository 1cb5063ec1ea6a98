"""The steps from issued to valid as a table that a chart may draw."""

from __future__ import annotations

import pytest

from reports.errors import ReportError
from reports.returns import stages_table


def test_steps_keep_their_numbers_and_do_not_add_up() -> None:
    table = stages_table([("issued", 3000), ("returned", 2601), ("valid", 5)])
    assert [cell.figure("size").value for cell in table.inner()] == [3000, 2601, 5]
    assert table.suppressed == 0
    with pytest.raises(KeyError):
        table.cell()


@pytest.mark.parametrize("counts", [[], [("issued", -1)], [("issued", 5), ("returned", 6)]])
def test_numbers_that_cannot_be_are_refused(counts: list[tuple[str, int]]) -> None:
    with pytest.raises(ReportError, match="returns"):
        stages_table(counts)
