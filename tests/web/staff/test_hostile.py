"""Hostile strings in every text field of staff: stored, shown back unchanged, and inert.

Inert: the client fails on any page with an inline script, style or event attribute, an
address of another host, or markup that does not parse; the text is found again as text.
"""

import io
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import html5lib
import pytest

from questionnaires.formats import yaml
from questionnaires.model import Questionnaire
from survey.errors import Refusal
from survey.services import frame, surveys
from survey.services.events import SYSTEM
from survey.services.frame import UnitFilter
from tests.fixtures.counts import Count
from tests.fixtures.databases import only_sqlite

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</textarea></title><svg/onload=alert(1)>",
    "<svg><animate oNbEgIn=alert(1)>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "{{7*7}}${7*7}<%=7*7%>{%debug%}",
    "%(name)s %s {0} {name}",
    '=HYPERLINK("http://evil")',
    "'; DROP TABLE survey;--",
    "a\u2028b\u2029c",
    "\u202eabc\u200b\ufeffd",
    "𝟜镕喆堃👩‍🔬",
    "&lt;b&gt; &amp; &#60;",
    "line\\nbreak \\u0000 \\x00",
    "<base href=//evil><form action=//evil><meta http-equiv=refresh>",
]


@pytest.fixture
def shared_data():
    folder = Path(os.environ.get("KEWEN_SHARED", "../shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"left out: the reference data beside the project are absent ({folder})")
    return folder


@pytest.fixture
def chief(hire, desk_of):
    return desk_of(hire("chief", is_administrator=True))


def seen(text):
    """A text as it is kept: in one line, without controls and without marks that turn its direction."""
    return re.sub(
        r"[\x01-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]",
        "",
        re.sub(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+", " ", text),
    ).strip(" \u3000")


def as_text(page):
    """What a browser would show of a page, with the values of its fields."""
    root = html5lib.parse(page, namespaceHTMLElements=False)
    return "".join(root.itertext()) + "".join(field.get("value", "") for field in root.iter("input"))


@pytest.mark.parametrize("payload", PAYLOADS)
@only_sqlite
def test_every_field_shows_back_what_was_typed_and_nothing_runs(chief, store, payload, make_survey):
    survey = make_survey("test-1")
    texts = (
        "title",
        "title_en",
        "place",
        "place_en",
        "organiser",
        "organiser_en",
        "contact",
        "processor",
        "processor_en",
        "form_number",
        "issuing_body",
        "approval_number",
    )
    facts = dict.fromkeys(texts, payload[:60]) | {"phone": payload[:60], "valid_until": "2030-12-31"}
    assert chief.submit("/staff/test-1/facts/edit", facts).status_code == 303
    assert chief.submit("/staff/test-1/frame/strata/new", {"label": payload, "code": "s"}).status_code == 303
    (stratum,) = frame.strata(store, survey)
    assert stratum.label == seen(payload)
    unit = {"name": payload, "stratum": stratum.code, "town": payload[:60], "unit_type": payload[:32]}
    assert chief.submit("/staff/test-1/frame/units/new", unit).status_code == 303
    assert chief.submit("/staff/me", {"n-name": payload[:60]}, action="/staff/me/name").status_code == 303
    person = {"login": "someone", "name": payload[:60]}
    assert chief.submit("/staff/accounts/new", person).status_code == 303
    chief.submit("/staff/test-1/people", {"login": "someone", "roles": ["reviewer"]})

    short = " ".join(seen(payload[:60]).split())
    for address in (
        "",
        "facts",
        "facts/edit",
        "frame",
        f"frame/strata/{stratum.id}",
        "frame/units",
        "people",
        "events",
        "clone",
        "opening",
        "archive",
        "questionnaire",
    ):
        page = chief.get(f"/staff/test-1/{address}").text
        assert short in " ".join(as_text(page).split()), address
    for address in ("/staff/", "/staff/accounts", "/staff/me", "/staff/accounts/2"):
        assert short in " ".join(as_text(chief.get(address).text).split()), address
    found = chief.get("/staff/test-1/frame/units", query_string={"search": payload, "stratum": payload}).text
    assert payload in as_text(found) or short in " ".join(as_text(found).split())
    assert surveys.named(store, "test-1", at=AT).facts.contact == seen(payload[:60])


@pytest.mark.parametrize("payload", PAYLOADS)
@only_sqlite
def test_hostile_files_are_told_about_without_harm(chief, make_survey, payload):
    make_survey("test-1")
    name = f"{payload[:80]}.csv".replace("\u2028", "").replace("\u2029", "")
    table = f'单位,层,人数\n"{payload.replace(chr(34), chr(34) * 2)}",no,x\n'.encode()
    response = chief.submit("/staff/test-1/frame/import/units", {"file": (io.BytesIO(table), name)})
    assert response.status_code == 422
    broken = f"name: {json.dumps(payload)}\ntitle: {json.dumps(payload)}\n{json.dumps(payload)}: 1\n".encode()
    response = chief.submit(
        "/staff/test-1/questionnaire",
        {"u-file": (io.BytesIO(broken), name)},
        action="/staff/test-1/questionnaire/upload",
    )
    assert response.status_code == 422


@only_sqlite
def test_hostile_texts_of_a_questionnaire_are_read_as_text(chief, make_survey):
    make_survey("test-1")
    questions = [
        {
            "name": f"q{number}",
            "kind": "single",
            "label": {"zh-CN": payload},
            "hint": {"zh-CN": payload},
            "options": [{"code": "1", "label": {"zh-CN": payload}}, {"code": "2", "label": {"zh-CN": "二"}}],
        }
        for number, payload in enumerate(PAYLOADS)
    ]
    page = {"name": "p", "title": {"zh-CN": PAYLOADS[1]}, "questions": questions}
    whole = {"name": "hostile", "title": {"zh-CN": PAYLOADS[0]}, "pages": [page]}
    content = yaml.dump(Questionnaire.model_validate(whole))
    sent = {"u-file": (io.BytesIO(content.encode()), "q.yaml")}
    response = chief.submit("/staff/test-1/questionnaire", sent, action="/staff/test-1/questionnaire/upload")
    assert response.status_code == 303
    assert PAYLOADS[0] in as_text(chief.get("/staff/test-1/questionnaire").text)
    shown = " ".join(as_text(chief.get("/staff/test-1/questionnaire/reading").text).split())
    assert [payload for payload in PAYLOADS if " ".join(payload.split()) not in shown] == []


@pytest.mark.prove
def test_naughty_strings_are_kept_by_both_databases(store, make_survey, shared_data, count: Count):
    survey = make_survey("test-1")
    frame.save_stratum(store, survey, frame.StratumFacts("s", "层"), actor=SYSTEM, at=AT)
    strings = json.loads((shared_data / "hostile" / "naughty-strings.json").read_text(encoding="utf-8"))
    strings += (shared_data / "hostile" / "xss.txt").read_text(encoding="utf-8").splitlines()
    every = count(5, 1)
    kept, refused = [], set()
    for text in list(dict.fromkeys(strings))[::every]:
        facts = frame.UnitFacts(text[:200], "s")
        try:
            frame.save_unit(store, survey, facts, actor=SYSTEM, at=AT)
        except Refusal as refusal:
            refused.add(refusal.code)
        else:
            kept.append(seen(text[:200]))
    rows, _ = frame.units(store, survey)
    assert {row.name for row in rows} == set(kept)
    assert refused <= {"missing", "taken", "unstorable"}
    assert len(kept) > 500 / every
    for name in kept[::25]:
        found, _ = frame.units(store, survey, UnitFilter(search=name))
        assert name in {row.name for row in found}
