"""National and own code lists as versioned data.

Codes are texts and never renumbered; a new edition of a standard is a new list. What
could not be compared with the standard itself is named in ``note`` and ``unverified``.
"""

from questionnaires.codelists.lists import (
    Mapping,
    StandardList,
    UnknownListError,
    load,
    mapping,
    names,
    resolve,
    standard,
)

__all__ = [
    "Mapping",
    "StandardList",
    "UnknownListError",
    "load",
    "mapping",
    "names",
    "resolve",
    "standard",
]
