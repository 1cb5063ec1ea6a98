"""HTML in labels of others made plain text, however broken it is."""

from __future__ import annotations

import time

import pytest

from questionnaires.formats.markup import plain

CASES = {
    "年龄": "年龄",
    "a < b and c > d": "a < b and c > d",
    "<b>Bold</b> and <i>so</i>": "Bold and so",
    "one<br>two<br/>three": "one\ntwo\nthree",
    "<p>first</p><p>second</p>": "first\n\nsecond",
    "<ul><li>a</li><li>b</li></ul>": "· a\n\n· b",
    "x<script>alert(1)</script>y": "xy",
    "x<style>p{}</style>y<script>": "xy",
    "&lt;b&gt; &amp; &nbsp;&copy;": "<b> & ©",
    '<img src="x" onerror="alert(1)" alt="地图">': "地图",
    '<a href="javascript:alert(1)">see</a>': "see",
    "<p title='a > b'>t</p>": "t",
    "x<!-- hidden -->y<!-- open>": "xy",
    "<unknown>kept</unknown>": "<unknown>kept</unknown>",
    "a\x00b\x07c": "abc",
    "  many   spaces \t here ": "many spaces here",
}


@pytest.mark.parametrize("written", CASES)
def test_a_label_becomes_the_text_a_person_saw(written):
    assert plain(written).text == CASES[written]


def test_what_was_lost_is_said():
    assert plain("plain").lost == frozenset()
    assert plain('<b>x</b><img alt="y"><a href="z">z</a><script></script><input>').lost == {
        "markup", "media", "link", "script", "field",
    }  # fmt: skip


@pytest.mark.parametrize("part", ["<a", '<a b="', "<zz '", "<script>", "<", "<!--", "&lt;", "</p", "<b>x"])
def test_a_hostile_label_takes_no_longer_than_its_length(part):
    written = part * 200_000
    begun = time.process_time()
    plain(written)
    plain(f"{written}>")
    assert time.process_time() - begun < 5
