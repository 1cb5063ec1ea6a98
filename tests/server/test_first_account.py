from dataclasses import replace

from survey.server.first_account import offer_first_account
from tests.fixtures.databases import only_sqlite

pytestmark = only_sqlite


def test_each_start_shows_one_set_up_link_until_there_is_an_account(settings, store, hire, capsys):
    public = replace(settings, public_url="https://diaocha.example.org")
    shown = []
    for _ in range(2):
        offer_first_account(public, store, False)
        shown += [line.strip() for line in capsys.readouterr().out.splitlines() if "https://" in line]
    assert len(set(shown)) == 2
    assert all(line.startswith("https://diaocha.example.org/staff/link/") for line in shown)
    hire("chief", is_administrator=True)
    offer_first_account(public, store, False)
    assert capsys.readouterr().out == ""
