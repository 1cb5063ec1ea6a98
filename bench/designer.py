"""The designer on a large draft: CPU milliseconds of opening, a change, undo, a look of the others, a preview.

Measured in the process, through the whole application, on an SQLite database of its own.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from questionnaires.checks import possible
from questionnaires.model import Questionnaire
from questionnaires.text import Text
from survey.services import publication, sessions, surveys
from survey.services.events import SYSTEM
from survey.services.surveys import Facts
from survey.settings import Settings
from survey.store import accounts, migrate, open_store
from survey.web import create_app
from survey.web.staff import COOKIE

KEY = "k" * 32
ON_A_PAGE = 5
BASE = "/staff/bench/design"
#: What a rule asks of a question, by its kind.
ASKED = {
    "single": "${{{name}}} = '{code}'",
    "number": "${{{name}}} >= {number}",
    "multiple": "selected(${{{name}}}, '{code}')",
    "text": "${{{name}}} != ''",
}
KINDS = ("single", "number", "multiple", "single", "text")


def run(questions: int = 550, rules: int = 420, times: int = 15) -> dict[str, Any]:
    """CPU milliseconds: of opening cold and warm, and medians and the worst of the others."""
    with tempfile.TemporaryDirectory(prefix="kewen-bench-") as folder:
        url = f"sqlite:///{folder}/kewen.sqlite3"
        migrate(url)
        store = open_store(url)
        app = create_app(Settings(instance=Path(folder), database_url=url, secret_key=KEY), store=store)
        at = datetime.now(UTC)
        with store.writing() as session:
            account = accounts.add(session, login="bench", name="bench", is_administrator=True, created_at=at)
            assert account is not None
            token = sessions.begin(session, KEY.encode(), account, at=at).token
        made = surveys.create(store, "bench", Facts(title=Text(zh="测速")), actor=SYSTEM, at=at)
        publication.draft(store, made, large(questions, rules), actor=SYSTEM, at=at)
        # Only beside a version is each draft known by its hash.
        publication.publish(store, made, actor=SYSTEM, at=at)
        client = app.test_client()
        client.set_cookie(COOKIE, token)
        found = _measured(client, times)
        store.close()
    return {"questions": questions, "rules": rules, **found}


def large(questions: int, rules: int) -> Questionnaire:
    """A questionnaire of so many questions, of which so many depend on two earlier ones each."""
    chance = random.Random(1)
    pages: list[dict[str, Any]] = []
    earlier: list[tuple[str, str]] = []
    for number in range(questions):
        kind = KINDS[number % len(KINDS)]
        part = _question(number, kind)
        if len(earlier) >= ON_A_PAGE and rules > 0:
            first = chance.choice(earlier[-60:])
            # Of one question two answers at once: such a rule could never be true.
            asked = [first, chance.choice([one for one in earlier if one != first])]
            part["show"] = " and ".join(
                ASKED[of].format(name=name, code=chance.randint(1, 7), number=chance.randint(1, 99))
                for name, of in asked
            )
            rules -= 1
        if number % ON_A_PAGE == 0:
            pages.append({"name": f"P{number // ON_A_PAGE}", "questions": []})
        pages[-1]["questions"].append(part)
        earlier.append((part["name"], kind))
    title = {"zh-CN": "大问卷", "en": "A large questionnaire"}
    return Questionnaire.model_validate(
        {"name": "large", "title": title, "languages": ["zh-CN", "en"], "pages": pages}
    )


def _question(number: int, kind: str) -> dict[str, Any]:
    label = {"zh-CN": f"第 {number} 题，过去一年里怎么样", "en": f"Question {number}, how was last year"}
    part: dict[str, Any] = {"name": f"q{number}", "kind": kind, "label": label}
    if kind in ("single", "multiple"):
        part["options"] = [
            {"code": str(code), "label": {"zh-CN": f"选项 {code}", "en": f"Option {code}"}}
            for code in range(1, 8)
        ]
    return part | ({"least": 0, "most": 120} if kind == "number" else {})


def _measured(client: FlaskClient, times: int) -> dict[str, Any]:
    possible.forget()
    cold = _milliseconds(lambda: client.get(f"{BASE}/draft.json"))
    state = client.get(f"{BASE}/draft.json").get_json()
    warm = _milliseconds(lambda: client.get(f"{BASE}/draft.json"))
    headers = {"X-CSRFToken": state["token"], "Accept": "application/json"}
    words = [state["parts"]["pages"]["P2"]["questions"][0]["label"]["zh-CN"]]

    def send(door: str, **body: Any) -> None:
        response = client.post(f"{BASE}/{door}", json={"after": 1, **body}, headers=headers)
        assert response.status_code == 200, response.text

    def change() -> None:
        words.append(f"{words[0]}{len(words)}")
        path = ["label", "zh-CN"]
        step = {"op": "set", "target": "question:q10", "path": path, "was": words[-2], "value": words[-1]}
        send("changes", changes=[step])

    changes = [_milliseconds(change) for _time in range(times)]
    undos = [_milliseconds(lambda: send("undo")) for _time in range(min(3, times))]
    return {
        "open_cold_ms": cold,
        "open_warm_ms": warm,
        "change_ms": round(statistics.median(changes)),
        "change_worst_ms": max(changes),
        "undo_ms": round(statistics.median(undos)),
        "sync_ms": _milliseconds(lambda: send("sync", place="question:q10")),
        "preview_ms": _milliseconds(lambda: send("preview", question="q10")),
    }


def _milliseconds(act: Callable[[], object]) -> int:
    begun = time.process_time()
    act()
    return round((time.process_time() - begun) * 1000)
