"""Who comes in, read by one statement: the same as a session reads it, and nothing more."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm.exc import DetachedInstanceError

from survey.store import Store
from survey.store.entries import standing
from survey.store.tables import Copy, Survey
from tests.survey.investigations import investigation


def test_what_is_read_without_a_session_is_what_a_session_reads(store: Store) -> None:
    investigation(store)
    with store.reading() as session:
        copy = session.scalars(sa.select(Copy).limit(1)).one()
        survey = session.get_one(Survey, copy.survey_id)
        with store.looking() as connection:
            found = standing(connection, copy.id)
        assert found is not None
        for kept, read in ((copy, found[0]), (survey, found[1])):
            for column in kept.__table__.columns:
                if column.key != "draft":
                    assert getattr(read, column.key) == getattr(kept, column.key)
    assert found[2] is None
    with pytest.raises(DetachedInstanceError):
        _ = found[1].draft


def test_a_copy_that_is_gone_is_found_by_nobody(store: Store) -> None:
    with store.looking() as connection:
        assert standing(connection, 1) is None
