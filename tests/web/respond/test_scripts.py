"""The scripts of the phone as text: nothing in them is younger than an eight-year-old browser."""

import re
from pathlib import Path

import survey.web
from survey.web.assets import Assets


def test_scripts_and_styles_need_nothing_that_an_old_browser_lacks():
    folder = Path(survey.web.__file__).parent / "static" / "respond"
    scripts = "".join(path.read_text("utf-8") for path in folder.rglob("*.js") if path.is_file())
    late = (
        r"\?\.[a-zA-Z[(]|\?\?|\.replaceAll\(|\.at\(|fromEntries|replaceChildren|allSettled|#[a-z]+ =|catch \{"
        r"|isSubmitter|\.submitter|matchAll|globalThis|structuredClone|randomUUID|\bBigInt\b|\d_\d"
    )
    assert re.findall(late, scripts) == []
    assert "eval(" not in scripts
    assert "smooth" not in scripts  # whether pages glide is said in the styles, where who wants none is asked
    assert ":has(" not in (folder / "respond.css").read_text("utf-8")


def test_a_folder_named_like_a_file_is_served_as_its_parts_in_order(tmp_path):
    for name, content in {"phone.js/2-b.js": "two", "phone.js/1-a.js": "one ", "base.css": "plain"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    assets = Assets(tmp_path)
    assert assets.find("phone.js").content == b"one two"
    assert assets.find("phone.js/1-a.js") is None
    assert assets.find("base.css").content == b"plain"
