"""The store: the only code that knows SQLAlchemy.

``open_store(url)`` gives a :class:`Store`; services work inside ``store.reading()`` or
``store.writing()`` and use the functions of this package's modules, one per noun.
"""

from survey.store.engine import Store, open_store
from survey.store.migration import migrate

__all__ = ["Store", "migrate", "open_store"]
