import logging

import pytest

from survey.journal import JsonLines, TextLines, masked


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/", "/"),
        ("/q", "/q"),
        ("/q/abc", "/q/…"),
        ("/Q/abc", "/q/…"),
        ("/q/abc/3", "/q/…"),
        ("/receipt/ABCD-EFGH", "/receipt/…"),
        ("/staff/2026/flags", "/staff/2026/flags"),
        ("/staff/0123456789abcdef0/x", "/staff/…/x"),
        ("/static/0123456789ab/respond/respond-outbox.js", "/static/0123456789ab/respond/respond-outbox.js"),
        ("/static/0123456789ab/q/Xk3f9LinkCodeXk3f9", "/static/0123456789ab/q/…"),
    ],
)
def test_codes_of_links_and_receipts_are_left_out(path, logged):
    assert masked(path) == logged


@pytest.mark.parametrize("lines", [JsonLines(), TextLines()])
def test_a_message_stays_on_one_line(lines):
    evil = 'a\r\nb\x1b[31m\u2028{"level": "info"}'
    record = logging.LogRecord("kewen", logging.INFO, __file__, 1, evil, None, None)
    assert len(lines.format(record).splitlines()) == 1
    assert "\x1b" not in lines.format(record)
