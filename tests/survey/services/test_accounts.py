"""Accounts and their links: used once, over in time, and never without an administrator."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from survey.errors import Refusal
from survey.services import accounts, grants, invitations, sessions
from survey.services.events import SYSTEM
from tests.fixtures.staff import KEY

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
PASSWORD = "青山绿水 卫生 2026"


def set_up(store, token, at=AT):
    return invitations.set_up(store, KEY, token, login="chief", name="主任", password=PASSWORD, at=at)


def create(store, login="li", **more):
    return accounts.create(store, KEY, login=login, name="李老师", actor=SYSTEM, at=AT, **more)


def test_the_set_up_link_works_once_and_then_there_is_none(store):
    offer = invitations.offer_set_up(store, KEY, at=AT)
    begun = set_up(store, offer.token)
    assert begun.identity.is_administrator
    for again in (
        lambda: set_up(store, offer.token),
        lambda: invitations.accept(store, KEY, offer.token, PASSWORD, at=AT),
    ):
        with pytest.raises(Refusal):
            again()
    assert invitations.offer_set_up(store, KEY, at=AT) is None


def test_the_set_up_link_is_over_once_there_is_an_account_made_elsewhere(store):
    offer = invitations.offer_set_up(store, KEY, at=AT)
    assert invitations.find(store, KEY, offer.token, at=AT).purpose == "setup"
    create(store)
    assert invitations.find(store, KEY, offer.token, at=AT) is None
    with pytest.raises(Refusal):
        set_up(store, offer.token)


def test_each_start_makes_a_fresh_set_up_link_and_the_former_stops_working(store):
    former = invitations.offer_set_up(store, KEY, at=AT)
    fresh = invitations.offer_set_up(store, KEY, at=AT + timedelta(days=300))
    with pytest.raises(Refusal):
        set_up(store, former.token)
    assert set_up(store, fresh.token, at=AT + timedelta(days=600)).identity.login == "chief"


def test_of_two_who_use_the_set_up_link_at_once_one_becomes_administrator(store):
    offer = invitations.offer_set_up(store, KEY, at=AT)
    done: list[object] = []

    def use(login):
        try:
            done.append(
                invitations.set_up(store, KEY, offer.token, login=login, name=login, password=PASSWORD, at=AT)
            )
        except Refusal:
            done.append(None)

    threads = [threading.Thread(target=use, args=(f"chief{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in done) == 1
    assert accounts.listed(store, at=AT).total == 1


def test_an_invitation_holds_three_days_and_a_reset_one_hour(store):
    made = create(store)
    assert made.offer.expires_at == AT + timedelta(hours=72)
    assert invitations.find(store, KEY, made.offer.token, at=AT + timedelta(hours=71)) is not None
    with pytest.raises(Refusal):
        invitations.accept(store, KEY, made.offer.token, PASSWORD, at=AT + timedelta(hours=72))
    again = invitations.offer_reset(store, KEY, made.account_id, actor=SYSTEM, at=AT)
    assert invitations.find(store, KEY, made.offer.token, at=AT) is None
    invitations.accept(store, KEY, again.token, PASSWORD, at=AT)
    reset = invitations.offer_reset(store, KEY, made.account_id, actor=SYSTEM, at=AT)
    assert reset.expires_at == AT + timedelta(hours=1)
    with pytest.raises(Refusal):
        invitations.accept(store, KEY, reset.token, PASSWORD, at=AT + timedelta(hours=1))


def test_a_reset_works_once_ends_all_sessions_and_leaves_the_old_password_until_then(store):
    made = create(store)
    begun = invitations.accept(store, KEY, made.offer.token, PASSWORD, at=AT)
    reset = invitations.offer_reset(store, KEY, made.account_id, actor=SYSTEM, at=AT)
    assert sessions.sign_in(store, KEY, "li", PASSWORD, place="", at=AT)
    with pytest.raises(Refusal):
        invitations.accept(store, KEY, reset.token, "12345678", at=AT)
    invitations.accept(store, KEY, reset.token, "另一个密码 2027", at=AT)
    assert sessions.identify(store, KEY, begun.token, at=AT) is None
    with pytest.raises(Refusal):
        invitations.accept(store, KEY, reset.token, "再一个密码 2028", at=AT)


@pytest.mark.parametrize("token", ["", "x", "a" * 22, "é", "' or 1=1 --"])
def test_a_link_that_never_was_leads_nowhere(store, token):
    assert invitations.find(store, KEY, token, at=AT) is None


@pytest.mark.parametrize("login", ["", "a", "a b", "<script>", "x" * 61, "a\nb", "a/b"])
def test_a_sign_in_name_that_cannot_be_used_is_refused(store, login):
    with pytest.raises(Refusal):
        create(store, login)


def test_a_sign_in_name_belongs_to_one_account_whatever_its_case(store):
    create(store, "Li")
    with pytest.raises(Refusal) as caught:
        create(store, "ＬＩ")
    assert caught.value.code == "login_taken"


def test_disabling_ends_sessions_and_links_and_enabling_gives_back_what_was(
    store, hire, make_survey, give_role
):
    hire("chief", is_administrator=True)
    li, survey = hire("li", at=AT), make_survey()
    give_role(survey, li, "reviewer")
    offer = invitations.offer_reset(store, KEY, li.account_id, actor=SYSTEM, at=AT)
    accounts.disable(store, li.account_id, actor=SYSTEM, at=AT)
    assert sessions.identify(store, KEY, li.token, at=AT) is None
    assert invitations.find(store, KEY, offer.token, at=AT) is None
    accounts.enable(store, li.account_id, actor=SYSTEM, at=AT)
    assert sessions.identify(store, KEY, li.token, at=AT) is None
    assert grants.roles_in(store, li.account_id, survey) == {"reviewer"}


def test_a_change_of_rank_ends_the_sessions(store, hire):
    hire("chief", is_administrator=True)
    li = hire("li", at=AT)
    accounts.set_administrator(store, li.account_id, True, actor=SYSTEM, at=AT)
    assert sessions.identify(store, KEY, li.token, at=AT) is None


def test_the_last_administrator_stays(store, hire):
    chief, other = hire("chief", is_administrator=True), hire("other", is_administrator=True)
    accounts.disable(store, other.account_id, actor=SYSTEM, at=AT)
    for act in (
        lambda: accounts.disable(store, chief.account_id, actor=SYSTEM, at=AT),
        lambda: accounts.set_administrator(store, chief.account_id, False, actor=SYSTEM, at=AT),
    ):
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.code == "last_administrator"
    assert accounts.get(store, chief.account_id).disabled_at is None


def test_two_administrators_cannot_disable_each_other_at_once(store, hire):
    both = [hire("one", is_administrator=True), hire("two", is_administrator=True)]
    codes = []

    def disable(person):
        try:
            accounts.disable(store, person.account_id, actor=SYSTEM, at=AT)
        except Refusal as refusal:
            codes.append(refusal.code)

    threads = [threading.Thread(target=disable, args=(person,)) for person in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["last_administrator"]


def test_a_search_reads_no_other_column_and_takes_signs_literally(store):
    create(store, "li_si")
    create(store, "lixsi")
    assert [row.login for row in accounts.listed(store, at=AT, search="i_s").rows] == ["li_si"]
    assert accounts.listed(store, at=AT, search="%").total == 0
    assert accounts.listed(store, at=AT, search="argon2").total == 0


def test_an_unknown_role_is_refused_and_nothing_changes(store, hire, make_survey):
    li, survey = hire("li"), make_survey()
    with pytest.raises(Refusal):
        grants.set_roles(store, survey, li.account_id, {"reviewer", "owner"}, actor=SYSTEM, at=AT)
    assert grants.roles_in(store, li.account_id, survey) == set()
