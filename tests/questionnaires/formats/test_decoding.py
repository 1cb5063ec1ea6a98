"""Texts and JSON of others."""

import re

import pytest

from questionnaires.formats.decoding import read_json
from questionnaires.formats.error import FormatError


@pytest.mark.parametrize(
    "text", ['{"a": }', '{"a": 1 "b": 2}', '{"a" 1}', "{a: 1}", '"a', '"a\nb"', "[1] 2", '"\\q"']
)
def test_where_json_is_broken_is_said_in_chinese_alone(text):
    with pytest.raises(FormatError) as refused:
        read_json(text.encode(), "a.json")
    reason = refused.value.findings[0].reason["zh-CN"]
    assert re.findall("[A-Za-z]+", reason) == ["JSON"]
