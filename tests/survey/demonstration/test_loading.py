import hashlib
import json
from collections import Counter
from datetime import timedelta

import pytest

from questionnaires.text import Text
from survey.demonstration import CODE, Fate, design, fieldwork, is_wanted, progress_of
from survey.demonstration.casting import cast
from survey.demonstration.journeys import MODE, Traveller
from survey.demonstration.loading import load
from survey.demonstration.units import frame as frame_of
from survey.services import frame, quality, respond, review, suggestions, surveys
from survey.services.copies import secrets_of
from survey.services.events import SYSTEM
from survey.services.stages import standing_of
from survey.services.surveys import Facts
from survey.store.reviews import ResponseFilter
from tests.fixtures.databases import only_sqlite
from tests.fixtures.demonstrations import KEY, demonstrate

#: What the whole demonstration said on the database it was loaded into first.
WHOLE: dict[str, str] = {}


class CutOffError(Exception):
    """The loading was ended from outside."""


def content_of(frozen):
    """The frozen answers without the numbers that must not be foreseen: rows by what they say."""
    dataset = frozen.dataset
    table = dataset.table.drop(columns=["response", "psu"])
    rows = sorted(table.astype("string").fillna("").itertuples(index=False, name=None))
    return dataset.codebook, rows


def digest_of(frozen):
    # PostgreSQL does not keep the order of keys in a document.
    return hashlib.sha256(json.dumps(content_of(frozen), sort_keys=True).encode()).hexdigest()


def outcomes_of(made):
    return dict(standing_of(made.store, made.survey).outcomes)


@pytest.mark.prove
def test_every_copy_ends_as_its_fate_says_and_the_answers_are_those_of_the_seed(
    store, tmp_path, shared_demonstration, count
):
    copies = count(60, 3000)
    made = demonstrate(store, tmp_path, copies)
    found, fates = outcomes_of(made), made.design
    assert found == {
        "valid": fates.expected(Fate.VALID),
        "invalid": fates.expected(Fate.CARELESS, Fate.REPEATED),
        "withdrawn": fates.expected(Fate.WITHDRAWN),
        "ineligible": fates.expected(Fate.INELIGIBLE),
        "refused": fates.expected(Fate.REFUSED),
        "partial": fates.expected(Fate.STOPPED),
        "broken_off": fates.expected(Fate.BROKEN_OFF),
        "not_opened": fates.expected(Fate.NOT_OPENED),
    }
    assert len(made.frozen.dataset) == found["valid"]
    for stratum in frame.strata(store, made.survey.id):
        assert stratum.copies == next(one.copies for one in fates.strata if one.code == stratum.code)
    if copies == 3000:
        assert found["valid"] == 2463
        assert sum(found.values()) == 3000
        assert suggestions.overview(store, made.survey.id).written > 500
        # The other database gave the same in its turn.
        assert digest_of(made.frozen) == WHOLE.setdefault("digest", digest_of(made.frozen))
    else:
        assert content_of(made.frozen) == content_of(shared_demonstration.frozen)
        assert digest_of(made.frozen) == digest_of(shared_demonstration.frozen)


def test_another_seed_gives_other_data(shared_demonstration):
    assert frame_of(design(60, 1)) != frame_of(design(60, 2))
    rows = content_of(shared_demonstration.frozen)[1]
    assert len(set(rows)) == len(rows)


def test_it_is_a_closed_simulated_survey_with_frozen_answers_and_quotable_suggestions(shared_demonstration):
    made = shared_demonstration
    assert made.survey.is_simulated
    assert made.survey.state.name == "closed"
    assert made.frozen.path.exists()
    assert set(made.frozen.dataset.table["mode"]) == {MODE}
    found = suggestions.overview(made.store, made.survey.id)
    assert found.written > 0
    assert any(item.quotable for item in found.items)
    told = progress_of(made.store)
    assert told is not None
    assert told.finished
    assert told.done == told.total == made.design.copies - made.design.expected(Fate.NOT_OPENED)
    assert not is_wanted(made.store)


def test_all_moments_lie_in_the_field_time(shared_demonstration):
    made = shared_demonstration
    calendar = made.design.calendar
    rows = review.overview(made.store, made.survey.id, ResponseFilter(), size=100).rows
    assert all(calendar.opens_at <= row.started_at for row in rows)
    assert all(row.submitted_at <= calendar.closes_at for row in rows if row.submitted_at)
    assert len({row.started_at.date() for row in rows}) > 10


def test_what_makes_a_response_invalid_is_in_its_flags(shared_demonstration):
    made = shared_demonstration
    invalid = review.overview(made.store, made.survey.id, ResponseFilter(outcome="invalid"), size=100).rows
    careless = [row for row in invalid if quality.proposal_of(row.flags) is quality.Proposal.INVALID]
    repeated = [row for row in invalid if "duplicate" in row.flags]
    assert len(careless) == made.design.expected(Fate.CARELESS)
    assert len(repeated) == made.design.expected(Fate.REPEATED)
    assert len(invalid) == len(careless) + len(repeated)


def test_answers_hang_together(shared_demonstration):
    table = shared_demonstration.frozen.dataset.table
    known = table[table["age"].notna()]
    assert known["age"].between(18, 75).all()
    assert known[known["title_lv"].isin(["411", "412"])]["age"].mean() > known["age"].mean()
    time = table[["t_core", "t_rd", "t_train", "t_admin", "t_form", "t_pop"]].dropna()
    assert (time.sum(axis=1) == 100).all()
    assert (time % 5 == 0).all(axis=None)
    health = table[table["stratum"] == "health"]
    assert (health["occ"] == "4").mean() > 0.5


@only_sqlite
def test_a_loading_that_was_cut_off_goes_on_and_ends_the_same(
    store, tmp_path, shared_demonstration, monkeypatch
):
    submits = Counter[str]()
    submit = Traveller._submit

    def cut_off(self, serial, token, at):
        submits["submit"] += 1
        if submits["submit"] in (4, 11):
            raise CutOffError
        submit(self, serial, token, at)

    monkeypatch.setattr(Traveller, "_submit", cut_off)
    made = shared_demonstration.design
    for _ in range(2):
        with pytest.raises(CutOffError):
            load(store, KEY, tmp_path, made)
        told = progress_of(store)
        assert told is not None
        assert 0 < told.done < told.total
        assert not told.finished
        assert is_wanted(store)
    frozen = load(store, KEY, tmp_path, made)
    assert content_of(frozen) == content_of(shared_demonstration.frozen)
    card = surveys.named(store, CODE, at=made.calendar.frozen_at)
    assert dict(standing_of(store, card).outcomes) == outcomes_of(shared_demonstration)


@only_sqlite
def test_somebody_who_tries_a_copy_while_it_loads_keeps_it(store, tmp_path):
    made = design(50, 5)
    units = frame_of(made)
    card = fieldwork.prepare(store, KEY, made, units)
    rows = {row.serial: row for row in fieldwork.issued(store, card.id, made)}
    part = next(
        one
        for one in cast(made, units, [(row.serial, row.unit) for row in rows.values()])
        if one.fate is Fate.VALID
    )
    held = respond.by_link(store, KEY, secrets_of(KEY, rows[part.serial].nonce)[0])
    assert held is not None
    posting = respond.Posting({"consent": ["1"]}, 0, "mine", page="consent")
    begun = respond.agree(
        store, KEY, held, posting, at=made.calendar.opens_at + timedelta(hours=1), language="en"
    )
    frozen = load(store, KEY, tmp_path, made)
    assert len(frozen.dataset) == made.expected(Fate.VALID) - 1 - len(part.repeats)
    assert respond.standing(store, respond.Pass(copy_id=held.copy_id)).response.token == begun.token


@only_sqlite
def test_a_database_with_a_survey_of_ones_own_gets_no_demonstration(store):
    assert is_wanted(store)
    assert progress_of(store) is None
    at = design().calendar.opens_at
    surveys.create(store, "own", Facts(title=Text(zh="自己的", en="Own")), actor=SYSTEM, at=at)
    assert not is_wanted(store)
