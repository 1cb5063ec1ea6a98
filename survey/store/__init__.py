"""The store: the only code that knows SQLAlchemy.

``open_store(url)`` gives a :class:`Store`; services work inside ``store.reading()`` or
``store.writing()`` and use the functions of this package's modules, one per noun.

Rows are locked in one order everywhere, so that nobody waits for somebody who waits for
them: survey, then response, then copy. Whatever changes a response advances its revision,
by which a save or a submit that was worked out before notices that it was overtaken.
"""

from survey.store.engine import Store, open_store
from survey.store.migration import migrate, require_current

__all__ = ["Store", "migrate", "open_store", "require_current"]
