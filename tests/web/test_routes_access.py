"""Every route and who may use it. A new route is refused here until it has its line."""

import pytest
from flask import Flask

from survey.web.access import declared_access
from tests.fixtures.databases import only_sqlite

pytestmark = only_sqlite

#: (methods, rule): audience, and the role among staff after a colon.
ROUTES = {
    ("GET", "/"): "public",
    ("POST", "/preferences"): "public",
    ("GET", "/healthz"): "public",
    ("GET", "/readyz"): "public",
    ("GET", "/static/<version>/<path:name>"): "public",
    ("GET", "/staff/<survey>/results"): "staff:analyst",
    ("GET", "/staff/<survey>/breakdown"): "staff:analyst",
    ("GET", "/staff/<survey>/frequencies"): "staff:analyst",
    ("GET", "/staff/<survey>/weights"): "staff:analyst",
    ("GET", "/staff/<survey>/chart.<any(png, svg):kind>"): "staff:analyst",
    ("GET", "/staff/<survey>/table.<any(csv, xlsx):kind>"): "staff:analyst",
    ("GET", "/staff/<survey>/report"): "staff:analyst",
    ("POST", "/staff/<survey>/report"): "staff:analyst",
    ("GET", "/staff/<survey>/report/<name>.<language>.docx"): "staff:analyst",
    ("GET", "/staff/<survey>/copies"): "staff:fieldworker",
    ("GET POST", "/staff/<survey>/copies/issue"): "staff:fieldworker",
    ("GET", "/staff/<survey>/copies/list"): "staff:fieldworker",
    ("GET POST", "/staff/<survey>/copies/<serial>"): "staff:fieldworker",
    ("POST", "/staff/<survey>/copies/slips"): "staff:fieldworker",
    ("GET POST", "/staff/<survey>/entrances"): "staff:fieldworker",
    ("POST", "/staff/<survey>/entrances/<int:entrance_id>/close"): "staff:fieldworker",
    ("POST", "/staff/<survey>/entrances/slips"): "staff:fieldworker",
    ("GET", "/staff/<survey>/returns"): "staff",
    ("GET", "/staff/<survey>/returns/units"): "staff",
    ("GET", "/staff/<survey>/returns/days"): "staff",
    ("GET", "/staff/<survey>/returns/<any(ledger, days):what>.csv"): "staff",
    ("GET", "/staff/<survey>/returns/ledger.xlsx"): "staff",
    ("GET", "/staff/<survey>/progress"): "staff",
    ("GET", "/staff/<survey>/responses"): "staff:reviewer|analyst",
    ("GET", "/staff/<survey>/responses/<int:number>"): "staff:reviewer",
    ("POST", "/staff/<survey>/responses/flags"): "staff:reviewer",
    ("POST", "/staff/<survey>/responses/<int:number>"): "staff:reviewer",
    ("GET POST", "/staff/<survey>/responses/decide"): "staff:reviewer",
    ("POST", "/staff/<survey>/responses/export"): "staff:analyst|reviewer",
    ("POST", "/staff/<survey>/responses/texts"): "staff:reviewer",
    ("GET", "/staff/<survey>/suggestions"): "staff:reviewer",
    ("GET POST", "/staff/<survey>/suggestions/<int:number>"): "staff:reviewer",
    ("GET", "/q"): "public",
    ("POST", "/q"): "public",
    ("GET", "/q/<link>"): "public",
    ("GET", "/r"): "respondent",
    ("GET", "/r/<name>"): "respondent",
    ("POST", "/r/<name>"): "respondent",
    ("GET", "/r/review"): "respondent",
    ("POST", "/r/submit"): "respondent",
    ("GET", "/r/done"): "respondent",
    ("GET", "/r/end"): "respondent",
    ("POST", "/r/end"): "respondent",
    ("GET", "/r/help"): "respondent",
    ("GET", "/r/whole"): "respondent",
    ("POST", "/r/save"): "respondent",
    ("GET", "/r/token"): "respondent",
    ("GET", "/r/list/<name>"): "respondent",
    ("GET", "/receipt"): "public",
    ("POST", "/receipt"): "public",
    ("POST", "/receipt/correct"): "public",
    ("POST", "/receipt/<any(withdraw, erase):step>"): "public",
    ("GET", "/staff/<survey>/facts"): "staff",
    ("GET POST", "/staff/<survey>/facts/edit"): "staff:designer",
    ("GET", "/staff/<survey>/events"): "staff",
    ("GET", "/staff/<survey>/frame"): "staff",
    ("GET POST", "/staff/<survey>/frame/strata/new"): "staff:fieldworker|designer",
    ("GET POST", "/staff/<survey>/frame/strata/<int:stratum_id>"): "staff:fieldworker|designer",
    ("POST", "/staff/<survey>/frame/strata/<int:stratum_id>/remove"): "staff:fieldworker|designer",
    ("GET", "/staff/<survey>/frame/units"): "staff",
    ("GET POST", "/staff/<survey>/frame/units/new"): "staff:fieldworker|designer",
    ("GET POST", "/staff/<survey>/frame/units/<int:number>"): "staff:fieldworker|designer",
    ("POST", "/staff/<survey>/frame/units/<int:number>/remove"): "staff:fieldworker|designer",
    ("GET POST", "/staff/<survey>/frame/import/<what>"): "staff:fieldworker|designer",
    ("GET", "/staff/<survey>/frame/template/<what>.csv"): "staff",
    ("GET POST", "/staff/<survey>/opening"): "staff:designer",
    ("POST", "/staff/<survey>/opening/open"): "staff:designer",
    ("POST", "/staff/<survey>/opening/close"): "staff:designer",
    ("GET POST", "/staff/<survey>/archive"): "staff:administrator",
    ("POST", "/staff/<survey>/archive/undo"): "staff:administrator",
    ("GET", "/staff/<survey>/retention"): "staff",
    ("GET POST", "/staff/<survey>/retention/<any(link, answers):duty>"): "staff:administrator",
    ("GET", "/staff/<survey>/people"): "staff",
    ("POST", "/staff/<survey>/people"): "staff:administrator",
    ("GET POST", "/staff/<survey>/people/<int:account_id>"): "staff:administrator",
    ("GET", "/staff/<survey>/questionnaire"): "staff",
    ("POST", "/staff/<survey>/questionnaire/choose"): "staff:designer",
    ("POST", "/staff/<survey>/questionnaire/upload"): "staff:designer",
    ("POST", "/staff/<survey>/questionnaire/settings"): "staff:designer",
    ("POST", "/staff/<survey>/questionnaire/units"): "staff:designer",
    ("POST", "/staff/<survey>/questionnaire/publish"): "staff:designer",
    ("GET", "/staff/<survey>/questionnaire/reading"): "staff",
    ("GET", "/staff/<survey>/questionnaire/versions/<int:number>"): "staff",
    ("GET", "/staff/<survey>/questionnaire/draft.yaml"): "staff",
    ("GET", "/staff/<survey>/questionnaire/versions/<int:number>.yaml"): "staff",
    ("GET", "/staff/"): "staff",
    ("GET POST", "/staff/new"): "staff:platform",
    ("GET", "/staff/<survey>/"): "staff",
    ("GET POST", "/staff/<survey>/clone"): "staff:administrator",
    ("GET", "/staff/accounts"): "staff:platform",
    ("GET POST", "/staff/accounts/new"): "staff:platform",
    ("GET", "/staff/accounts/log"): "staff:platform",
    ("GET", "/staff/accounts/<int:account_id>"): "staff:platform",
    ("POST", "/staff/accounts/<int:account_id>/name"): "staff:platform",
    ("POST", "/staff/accounts/<int:account_id>/link"): "staff:platform",
    ("POST", "/staff/accounts/<int:account_id>/disable"): "staff:platform",
    ("POST", "/staff/accounts/<int:account_id>/enable"): "staff:platform",
    ("POST", "/staff/accounts/<int:account_id>/administrator"): "staff:platform",
    ("POST", "/staff/accounts/<int:account_id>/member"): "staff:platform",
    ("GET POST", "/staff/sign-in"): "public",
    ("POST", "/staff/sign-out"): "public",
    ("GET", "/staff/link/<token>"): "public",
    ("GET POST", "/staff/password"): "public",
    ("GET", "/staff/me"): "staff",
    ("POST", "/staff/me/name"): "staff",
    ("POST", "/staff/me/password"): "staff",
    ("POST", "/staff/me/sessions"): "staff",
}


def routes(app: Flask) -> dict[tuple[str, str], str]:
    return {
        (" ".join(sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"})), rule.rule): str(
            declared_access(app, rule.endpoint)
        )
        for rule in app.url_map.iter_rules()
    }


def test_every_route_has_its_line_and_declares_that_access(app):
    assert routes(app) == ROUTES


@pytest.mark.parametrize("address", ["/secret"])
def test_a_view_that_declares_nothing_is_refused(app, address):
    app.add_url_rule(address, "secret", lambda: "<p>secret</p>")
    response = app.test_client().get(address)
    assert response.status_code == 403
    assert "secret</p>" not in response.text
