"""The frame of a survey: strata with their population counts, and the units in them."""

from survey.services.frame.lines import Imported
from survey.services.frame.strata import (
    STRATUM_COLUMNS,
    StratumFacts,
    import_strata,
    remove_stratum,
    save_stratum,
    strata,
)
from survey.services.frame.units import (
    UNIT_COLUMNS,
    UnitFacts,
    find_unit,
    import_units,
    remove_unit,
    save_unit,
    units,
)
from survey.store.frame import ORDERS, StratumRow, UnitFilter, UnitRow

__all__ = [
    "ORDERS",
    "STRATUM_COLUMNS",
    "UNIT_COLUMNS",
    "Imported",
    "StratumFacts",
    "StratumRow",
    "UnitFacts",
    "UnitFilter",
    "UnitRow",
    "find_unit",
    "import_strata",
    "import_units",
    "remove_stratum",
    "remove_unit",
    "save_stratum",
    "save_unit",
    "strata",
    "units",
]
