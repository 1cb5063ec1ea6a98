"""Why a file was not made is kept beside it in whole sentences."""

from __future__ import annotations

import json
from pathlib import Path

from questionnaires.text import Text
from survey.errors import Refusal
from survey.services import making


def refuse() -> None:
    raise Refusal(
        "x", reason=Text(zh="有的层只有一个单位。", en="Some strata."), remedy=Text(zh="请改选", en="Choose")
    )


def test_a_reason_that_ends_with_a_stop_is_not_ended_twice(tmp_path: Path) -> None:
    with making.failure_told(tmp_path / "a.zip", making.DEFECT):
        refuse()
    told = json.loads((tmp_path / "a.failed").read_text("utf-8"))
    assert told == {"zh-CN": "有的层只有一个单位。请改选", "en": "Some strata. Choose"}
