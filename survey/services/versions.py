"""Published questionnaires as objects, read from the store once per process."""

from __future__ import annotations

import threading
from collections import OrderedDict

from questionnaires.model import Questionnaire
from survey.store import versions as stored_versions
from survey.store.engine import Session, Store

KEPT = 64
_lock = threading.Lock()
_kept: OrderedDict[tuple[int, int], Questionnaire] = OrderedDict()


def questionnaire_of(store: Store, session: Session, version_id: int) -> Questionnaire:
    """The questionnaire of a version. A version never changes, so it is kept once read."""
    key = (store.number, version_id)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = Questionnaire.model_validate(stored_versions.get(session, version_id).document)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found
