"""Real answers, as their user takes them from the file to the Word report: the shell to import, the browser for the rest."""

from __future__ import annotations

import csv
import io
import itertools
import os
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from survey.cli import main
from survey.services import sessions
from survey.store import accounts as stored
from survey.web.staff import COOKIE
from tests.fixtures.browsers import DESK, visit
from tests.fixtures.databases import only_sqlite

SOURCE = Path(os.environ.get("KEWEN_SHARED", "../shared")) / "data" / "practitioners2018" / "answers.csv.zip"
ROWS = 300
PATIENCE = 120_000  # 395 columns take a moment on a busy machine

pytestmark = [
    only_sqlite,
    pytest.mark.browser,
    pytest.mark.skipif(not SOURCE.exists(), reason=f"left out: the real answers are absent ({SOURCE})"),
]


@pytest.fixture
def cut(tmp_path) -> Path:
    """The first answers of the file, with both its headers."""
    path = tmp_path / "cut.csv"
    with zipfile.ZipFile(SOURCE) as archive, path.open("w", encoding="utf-8", newline="") as target:
        lines = csv.reader(io.TextIOWrapper(archive.open(archive.namelist()[0]), "utf-8"))
        csv.writer(target).writerows(itertools.islice(lines, ROWS + 2))
    return path


@pytest.fixture
def kewen(live_server, monkeypatch):
    """``kewen(*arguments)``: a command on the installation that the server serves."""
    settings = live_server.settings
    monkeypatch.setenv("KEWEN_INSTANCE", str(settings.instance))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SECRET_KEY", settings.secret_key)

    def run(*arguments):
        done = CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False)
        assert done.exit_code == 0, done.output

    return run


def test_a_file_of_real_answers_becomes_a_breakdown_charts_and_a_report(browser, live_server, kewen, cut):
    kewen("questionnaire", "import", cut, "--mapping", "practitioners2018", "--name", "practitioners")
    kewen("survey", "create", "real", "--title", "数据从业者调查", "--questionnaire", "practitioners")
    kewen("survey", "publish", "real")
    kewen("responses", "import", "real", cut, "--mapping", "practitioners2018")
    at = datetime.now(UTC)
    with live_server.store.writing() as session:
        account = stored.add(session, login="root", name="王老师", is_administrator=True, created_at=at)
        assert account is not None
        begun = sessions.begin(session, b"k" * 32, account, at=at)
    with visit(browser, **DESK) as page:
        page.set_default_timeout(PATIENCE)
        page.context.add_cookies([{"name": COOKIE, "value": begun.token, "url": live_server.address}])
        page.goto(f"{live_server.address}/staff/real/responses")
        page.get_by_role("link", name="只看待审核且没有质量标记的").click()
        page.get_by_role("link", name=f"对这 {ROWS} 份一起决定").click()
        page.get_by_label("全部有效").check()
        page.get_by_role("button", name=f"对 {ROWS} 份一起决定").click()
        page.goto(f"{live_server.address}/staff/real/breakdown")
        page.get_by_label("第一个特征").select_option(label="年龄")
        page.get_by_label("第二个特征").select_option(label="职称")
        page.get_by_label("第三个特征").select_option(label="行业")
        page.get_by_role("button", name="分析").click()
        assert f"n = {ROWS}" in page.locator("main").inner_text()
        assert "25-29" in page.locator(".breakdown table").inner_text()
        page.goto(f"{live_server.address}/staff/real/report")
        page.get_by_role("button", name="固定数据并生成报告").click()
        file = page.get_by_role("link", name=re.compile("下载县级调查报告 中文 Word$"))
        file.wait_for(timeout=200_000)
        with page.expect_download() as waiting:
            file.click()
        document = docx.Document(io.BytesIO(waiting.value.path().read_bytes()))
        assert "主要发现" in [
            paragraph.text.lstrip("一二三四五六七八九十、") for paragraph in document.paragraphs
        ]
        page.wait_for_load_state("networkidle")
