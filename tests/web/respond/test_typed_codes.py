"""An answer code as people type it: with a Chinese keyboard, with what the messenger put between, in capitals or not."""

from __future__ import annotations

import pytest

from survey.services.secrets import grouped
from tests.fixtures.databases import only_sqlite
from tests.survey.investigations import Investigation, investigation

pytestmark = only_sqlite


@pytest.fixture
def survey(store) -> Investigation:
    return investigation(store)


def full_width(text: str) -> str:
    """The same letters and digits as a Chinese keyboard types them in full width."""
    return "".join("\u3000" if sign == " " else chr(ord(sign) + 0xFEE0) for sign in text)


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: f" {grouped(code)}\n",
        lambda code: grouped(code).lower(),
        lambda code: full_width(grouped(code)),
        lambda code: full_width(code.lower()),
        lambda code: grouped(code).replace(" ", "\u2014"),
        lambda code: grouped(code).replace(" ", "\u200b"),
        lambda code: f"{grouped(code).replace(' ', '.')}。",
        lambda code: f"填答码：{grouped(code)}",
        lambda code: f"编号 00000013 填答码 {grouped(code)}（一人一码）",
        lambda code: f"Answer code {grouped(code)}",
    ],
    ids=[
        "spaces",
        "small",
        "full width",
        "full width small",
        "dashes",
        "zero width",
        "stops",
        "label",
        "whole slip",
        "English label",
    ],
)
def test_an_answer_code_is_understood_however_it_is_typed(client, survey, typed):
    assert client.submit("/q", {"code": typed(survey.slips[0].code)}, action="/q").location == "/r"


@pytest.mark.parametrize(
    "around", ["https://x.cn/q/{}", "您好，请打开 https://x.cn/q/{}。谢谢", "x.cn/q/{}/", " {} "]
)
def test_a_link_pasted_into_the_field_of_the_code_opens_its_copy(client, survey, around):
    pasted = around.format(survey.slips[0].link)
    assert client.submit("/q", {"code": pasted}, action="/q").location == "/r"


@pytest.mark.parametrize("around", ["{}/", "{}%20", "{}%E3%80%82", "{}%EF%BC%8C谢谢"])
def test_a_link_with_what_a_messenger_added_opens_its_copy(client, survey, around):
    link = survey.slips[0].link
    for each in (link, link.upper()):
        assert client.get(f"/q/{around.format(each)}").location == "/r"


def test_a_code_with_one_sign_too_many_or_too_few_is_wrong(client, survey):
    code = survey.slips[0].code
    for wrong in (code[:-1], f"{code}2", code[::-1]):
        assert client.submit("/q", {"code": wrong}, action="/q").location is None
