"""Linear and logistic regression with design-based errors: what goes with what, other things equal.

Equal to R ``svyglm`` (``survey`` 4.1-1). :func:`fit` takes a design and arrays, :func:`regress` a dataset
and names.
"""

from reports.regression.joint import Whole, wholes
from reports.regression.model import Coefficient, Model, fit
from reports.regression.regress import Regression, regress
from reports.regression.terms import Column, Factor, Number

__all__ = [
    "Coefficient",
    "Column",
    "Factor",
    "Model",
    "Number",
    "Regression",
    "Whole",
    "fit",
    "regress",
    "wholes",
]
