"""The scripts of the phone as text: nothing in them is younger than an eight-year-old browser."""

import re
from pathlib import Path

import survey.web


def test_scripts_and_styles_need_nothing_that_an_old_browser_lacks():
    folder = Path(survey.web.__file__).parent / "static" / "respond"
    scripts = "".join(path.read_text("utf-8") for path in folder.glob("*.js"))
    late = (
        r"\?\.[a-zA-Z[(]|\?\?|\.replaceAll\(|\.at\(|fromEntries|replaceChildren|allSettled|#[a-z]+ =|catch \{"
        r"|isSubmitter|\.submitter|matchAll|globalThis|structuredClone|randomUUID|\bBigInt\b|\d_\d"
    )
    assert re.findall(late, scripts) == []
    assert "eval(" not in scripts
    assert ":has(" not in (folder / "respond.css").read_text("utf-8")
