"""The log speaks in words: whatever the platform enters has a sentence, and none shows an internal name."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

import survey
from survey.services.happenings import Happening
from survey.web.actions import words_of

PLATFORM = Path(survey.__file__).parent


def entered() -> set[str]:
    """The actions that calls of ``log`` in the platform name."""
    found = set()
    for path in PLATFORM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).split(".")[-1] == "log"
                and len(node.args) > 2
            ):
                texts = (one.value for one in ast.walk(node.args[2]) if isinstance(one, ast.Constant))
                found |= {text for text in texts if isinstance(text, str) and "." in text}
    return found


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_action_has_a_sentence_and_an_unknown_one_shows_no_name(app, language):
    actions = sorted(entered())
    assert len(actions) > 40
    with app.test_request_context(headers={"Accept-Language": language}):
        for action in (*actions, "future.unheard"):
            said = words_of(
                Happening(1, datetime(2026, 1, 1, tzinfo=UTC), "staff", "", action, "survey", "S", {})
            )
            assert action not in said
            assert (said in {"其他操作", "Something else was done"}) == (action == "future.unheard"), action
