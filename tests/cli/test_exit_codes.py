import errno
import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from questionnaires.text import Text
from survey.cli import command_line
from survey.cli.entry import Entry
from survey.cli.output import emit, json_option, write_files
from survey.errors import Refusal, Refusals


def refusal(place: str) -> Refusal:
    return Refusal(
        "closed", place=place, reason=Text(zh="已结束", en="Ended"), remedy=Text(zh="重开", en="Reopen")
    )


@pytest.fixture
def commands() -> Entry:
    root = Entry("survey")

    @root.command()
    @json_option
    def done() -> None:
        emit({"n": 3}, Text(zh="三份", en="Three copies"))

    @root.command()
    @json_option
    def refused() -> None:
        raise Refusals([refusal("A"), refusal("B")])

    @root.command()
    def defect() -> None:
        raise ZeroDivisionError("defect")

    @root.command()
    @click.argument("out", type=click.Path(path_type=Path))
    def write(out: Path) -> None:
        write_files({out: b"content"})

    @root.command()
    @click.option("--n", type=int)
    @json_option
    def number(n: int) -> None:
        emit(n)

    return root


def run(commands: Entry, *arguments: str):
    return CliRunner().invoke(commands, arguments)


def test_a_command_that_is_done_ends_with_0(commands):
    ended = run(commands, "done")
    assert (ended.exit_code, ended.stdout) == (0, "三份\nThree copies\n")
    assert json.loads(run(commands, "done", "--json").stdout) == {"n": 3}


def test_a_refusal_ends_with_2_and_names_place_reason_and_remedy(commands):
    ended = run(commands, "refused")
    assert ended.exit_code == 2
    assert ended.stdout == ""
    for said in ("A", "B", "已结束", "Ended", "重开", "Reopen"):
        assert said in ended.stderr


def test_a_refusal_as_json_goes_to_standard_output(commands):
    ended = run(commands, "refused", "--json")
    assert ended.exit_code == 2
    assert json.loads(ended.stdout)["refused"][1] == {
        "code": "closed",
        "place": "B",
        "reason": {"zh-CN": "已结束", "en": "Ended"},
        "remedy": {"zh-CN": "重开", "en": "Reopen"},
    }


def test_a_defect_ends_with_1(commands):
    ended = run(commands, "defect")
    assert ended.exit_code == 1
    assert "ZeroDivisionError" in ended.stderr


def test_a_wrong_use_ends_with_2(commands):
    assert run(commands, "number", "--n", "x").exit_code == 2
    assert run(commands, "nothing").exit_code == 2
    ended = run(commands, "number", "--n", "x", "--json")
    assert ended.exit_code == 2
    assert json.loads(ended.stdout)["refused"][0]["code"] == "usage"


@pytest.mark.parametrize(
    ("typed", "zh", "en"),
    [
        ("breakdown", "缺少参数 SURVEY", "Missing argument"),
        ("breakdown county --bye sex", "没有选项 --bye；是不是 --by？", "No such option"),
        ("breakdwn", "没有命令 breakdwn；是不是 breakdown？", "No such command"),
        ("survey lst", "没有命令 lst；是不是 list？", "No such command"),
        ("report county --language fr", "--language 的值不对，可选：zh", "'fr' is not one of"),
        ("serve --port x", "--port 的值不对：要填整数", "Invalid value"),
        ("serve --port", "选项 --port 后面少了值", "requires an argument"),
        ("restore absent.tar", "SOURCE 的值不对：没有这个文件", "does not exist"),
        ("migrate more than", "多出来的参数：more than", "unexpected extra arguments"),
        ("frame import county", "请给出 --strata、--units 或两者", "Give --strata, --units or both"),
    ],
)
def test_what_is_typed_wrong_is_told_in_both_languages(typed, zh, en):
    ended = run(command_line(), *typed.split())
    assert ended.exit_code == 2
    assert f"  {zh}" in ended.stderr
    assert en in ended.stderr
    assert "[usage]" in ended.stderr
    assert "--help" in ended.stderr


def test_a_group_without_a_command_lists_its_commands():
    ended = run(command_line(), "copies")
    assert ended.exit_code == 2
    assert "Commands:" in ended.stderr


def test_bytes_that_are_no_letters_are_refused_before_anything_is_looked_up(commands):
    ended = run(commands, "done", b"\xd6\xd0".decode("utf-8", "surrogateescape"), "--json")
    assert ended.exit_code == 2
    assert json.loads(ended.stdout)["refused"][0]["code"] == "letters"


def test_a_terminal_without_chinese_letters_is_still_told_what_was_done(commands):
    ended = CliRunner(charset="latin-1").invoke(commands, ["done"])
    assert ended.exit_code == 0
    assert ended.stdout == "\\u4e09\\u4efd\nThree copies\n"


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EFBIG, "file_too_large")])
def test_a_file_that_a_disk_does_not_take_is_named_and_nothing_of_it_left(
    commands, tmp_path, monkeypatch, number, code
):
    def fail(*_arguments: object) -> None:
        raise OSError(number, "no room")

    monkeypatch.setattr(Path, "write_bytes", fail)
    ended = run(commands, "write", str(tmp_path / "out.docx"))
    assert ended.exit_code == 2
    assert f"{tmp_path / 'out.docx'} [{code}]" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_lists_the_commands():
    ended = run(command_line(), "--help")
    assert ended.exit_code == 0
    for command in ("serve", "migrate", "backup", "restore", "verify"):
        assert f"  {command} " in ended.stdout


def test_migrate_brings_up_a_new_database(tmp_path, monkeypatch):
    monkeypatch.setenv("KEWEN_INSTANCE", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    ended = run(command_line(), "migrate", "--json")
    assert ended.exit_code == 0
    assert json.loads(ended.stdout)["revision"]
    assert (tmp_path / "kewen.sqlite3").exists()
