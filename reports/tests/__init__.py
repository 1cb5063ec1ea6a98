"""Design-based tests: tables, means, ranks, pairs; each equal to R ``survey`` 4.1-1 where R has it.

The cores take a design and arrays; :mod:`reports.tests.comparison` takes a dataset and names, and keeps
to what disclosure control publishes.
"""

from reports.tests.comparison import Association, Comparison, association, compare
from reports.tests.crossing import Crossing, association_shown
from reports.tests.independence import independence
from reports.tests.location import one_mean, several_means, two_means
from reports.tests.multiplicity import adjusted
from reports.tests.pairwise import Pair, pairwise
from reports.tests.ranks import rank_test
from reports.tests.result import METHODS, Result
from reports.tests.tables import CrossTable, cross_table
from reports.tests.wording import pairs_sentence, sentence

__all__ = [
    "METHODS",
    "Association",
    "Comparison",
    "CrossTable",
    "Crossing",
    "Pair",
    "Result",
    "adjusted",
    "association",
    "association_shown",
    "compare",
    "cross_table",
    "independence",
    "one_mean",
    "pairs_sentence",
    "pairwise",
    "rank_test",
    "sentence",
    "several_means",
    "two_means",
]
