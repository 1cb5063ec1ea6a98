"""Signing in: slow for guessers, the same for unknown names, and over when it should be."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from survey.errors import Refusal
from survey.services import accounts, invitations, passwords, sessions
from survey.services.events import SYSTEM
from tests.fixtures.staff import HASHER, KEY

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
PASSWORD = "青山绿水 卫生 2026"
HOUR = timedelta(hours=1)


@pytest.fixture
def wang(store):
    made = accounts.create(store, KEY, login="Wang", name="王老师", actor=SYSTEM, at=AT)
    invitations.accept(store, KEY, made.offer.token, PASSWORD, at=AT)
    return made.account_id


def sign_in(store, login="wang", password=PASSWORD, at=AT, place="198.51.100.7", **more):
    return sessions.sign_in(store, KEY, login, password, place=place, at=at, **more)


def refused(store, **how):
    with pytest.raises(Refusal) as caught:
        sign_in(store, **how)
    return caught.value


def test_a_person_signs_in_by_the_name_in_any_width_and_case(store, wang):
    begun = sign_in(store, login=" ＷＡＮＧ ")
    assert sessions.identify(store, KEY, begun.token, at=AT).account_id == wang


def test_an_unknown_name_a_wrong_password_and_a_disabled_account_are_told_alike(store, wang, hire):
    hire("chief", is_administrator=True)
    told = {
        (r.code, r.reason, r.remedy)
        for r in (refused(store, login="nobody"), refused(store, password="wrong"))
    }
    accounts.disable(store, wang, actor=SYSTEM, at=AT)
    last = refused(store)
    assert told == {(last.code, last.reason, last.remedy)}


def test_an_unknown_name_costs_the_same_work(store, wang, monkeypatch):
    worked = []
    hasher = passwords._hasher

    class Counting:
        def verify(self, password_hash, password):
            worked.append(password_hash)
            return hasher.verify(password_hash, password)

    passwords._decoy()
    monkeypatch.setattr(passwords, "_hasher", Counting())
    refused(store, login="nobody")
    refused(store, password="wrong")
    assert len(worked) == 2
    parameters = {one.rsplit("$", 2)[0] for one in worked}
    assert len(parameters) == 1


def test_passwords_are_hashed_as_rfc_9106_recommends_where_memory_is_short():
    assert (HASHER.time_cost, HASHER.memory_cost, HASHER.parallelism) == (3, 64 * 1024, 4)
    assert HASHER.hash(PASSWORD).startswith("$argon2id$")


def test_failed_tries_have_to_wait_even_with_the_right_password_and_then_it_passes(store, wang):
    for _ in range(5):
        assert refused(store, password="wrong").code == "sign_in"
    assert refused(store).code == "too_many"
    assert sign_in(store, place="203.0.113.9").identity.account_id == wang
    for _ in range(5):
        refused(store, password="wrong", at=AT + 2 * HOUR)
    assert refused(store, at=AT + 2 * HOUR).code == "too_many"
    assert sign_in(store, at=AT + 2 * HOUR + timedelta(minutes=16)).identity.account_id == wang


def test_one_name_from_many_places_has_to_wait_too(store, wang):
    for number in range(20):
        refused(store, password="wrong", place=f"203.0.113.{number}")
    assert refused(store, place="203.0.113.250").code == "too_many"


def test_a_stranger_s_tries_do_not_keep_a_person_out_of_a_place_that_signed_in_before(store, wang):
    sign_in(store)
    for number in range(25):
        refused(store, password="wrong", place=f"203.0.113.{number}", at=AT + HOUR)
    soon = AT + HOUR + timedelta(seconds=10)
    assert refused(store, place="203.0.113.250", at=soon).code == "too_many"
    assert sign_in(store, at=soon).identity.account_id == wang
    for _ in range(5):
        assert refused(store, password="wrong", at=soon).code == "sign_in"
    assert refused(store, at=soon).code == "too_many"


def test_tries_at_the_same_time_count_before_they_are_answered(store, wang):
    codes = []

    def attempt():
        codes.append(refused(store, password="wrong").code)

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes.count("sign_in") == 5
    assert codes.count("too_many") == 7


def test_no_more_hashes_at_once_than_memory_allows(monkeypatch):
    running, most, lock = 0, 0, threading.Lock()

    class Hasher:
        def verify(self, *given):
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            threading.Event().wait(0.01)
            with lock:
                running -= 1
            return True

    monkeypatch.setattr(passwords, "_hasher", Hasher())
    threads = [threading.Thread(target=passwords.matches, args=("hash", "password")) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == passwords.AT_ONCE


def test_a_session_ends_when_it_is_not_used_and_in_any_case_after_a_week(store, wang):
    begun = sign_in(store)
    at = AT
    while at < AT + timedelta(days=7) - 7 * HOUR:
        at += 7 * HOUR
        assert sessions.identify(store, KEY, begun.token, at=at) is not None
    assert sessions.identify(store, KEY, begun.token, at=AT + timedelta(days=7)) is None
    idle = sign_in(store, at=AT)
    assert sessions.identify(store, KEY, idle.token, at=AT + 8 * HOUR) is None


def test_signing_in_again_ends_the_former_session_of_the_browser(store, wang):
    former = sign_in(store)
    fresh = sign_in(store, former=former.token)
    assert fresh.token != former.token
    assert sessions.identify(store, KEY, former.token, at=AT) is None
    assert sessions.identify(store, KEY, fresh.token, at=AT) is not None


def test_signing_out_ends_one_session_and_twice_does_no_harm(store, wang):
    one, other = sign_in(store), sign_in(store)
    sessions.sign_out(store, KEY, one.token, at=AT)
    sessions.sign_out(store, KEY, one.token, at=AT)
    assert sessions.identify(store, KEY, one.token, at=AT) is None
    assert sessions.identify(store, KEY, other.token, at=AT) is not None


def test_a_change_of_password_ends_every_session_and_begins_a_new_one(store, wang):
    here, there = sign_in(store), sign_in(store)
    with pytest.raises(Refusal):
        sessions.change_password(store, KEY, here.identity, "wrong", "另一个密码 2027", at=AT)
    fresh = sessions.change_password(store, KEY, here.identity, PASSWORD, "另一个密码 2027", at=AT)
    assert sessions.identify(store, KEY, here.token, at=AT) is None
    assert sessions.identify(store, KEY, there.token, at=AT) is None
    assert sessions.identify(store, KEY, fresh.token, at=AT) is not None
    assert refused(store).code == "sign_in"


def test_tokens_and_passwords_are_not_in_the_database(store, wang):
    import sqlalchemy as sa

    from survey.store.tables import Base

    begun = sign_in(store)
    with store.engine.connect() as connection:
        everything = " ".join(
            str(row) for table in Base.metadata.sorted_tables for row in connection.execute(sa.select(table))
        )
    assert begun.token not in everything
    assert PASSWORD not in everything


@pytest.mark.parametrize(
    "given",
    ["short", "1234567", "12345678", "woaini1314", "5201314a", "aaaaaaaaaa", "PassWord1", "王老师王老师"],
)
def test_short_and_common_passwords_are_refused(given):
    with pytest.raises(Refusal):
        passwords.accept(given, own_words=("wang", "王老师王老师"))


@pytest.mark.parametrize(
    "given", ["inv1inv1", "INV1-2026", "王老师inv1", "2026 inv1 王老师", "ｉｎｖ１inv1in"]
)
def test_a_password_made_of_the_person_s_own_names_is_refused(given):
    with pytest.raises(Refusal) as caught:
        passwords.accept(given, own_words=("inv1", "王老师"))
    assert caught.value.place == "password"


def test_a_name_may_be_part_of_a_password_that_is_long_enough_without_it():
    passwords.accept("inv1 correct horse", own_words=("inv1", "王老师"))
    passwords.accept("public-1x", own_words=("li", "李"))


@pytest.mark.parametrize(
    "given", ["abcdefgh xyz", "correct horse", "青山绿水四五六七", "p" * 100 + "qr", "        x y"]
)
def test_nothing_is_demanded_of_a_password_s_composition(given):
    passwords.accept(given)
