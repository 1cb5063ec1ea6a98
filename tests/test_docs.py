"""What the documents say exists: commands, settings, files."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from survey.cli import main

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_SETTING = re.compile(r'reader\.(?:text|checked|number)\(\s*"([A-Z_]+)"')


def _commands(group: click.Group, above: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}"


def _headings(text: str) -> set[str]:
    """The anchors of a document, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.strip().lower()).replace(" ", "-") for one in found}


@pytest.mark.parametrize("command", sorted(_commands(main)))
def test_every_command_is_in_the_reference_with_an_example(command):
    reference = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert f"| `{command}` |" in reference
    assert f"`survey {command}" in reference


def test_the_reference_names_no_command_that_does_not_exist():
    reference = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([a-z ]+)` \|", reference, re.MULTILINE))
    assert named == set(_commands(main))


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_is_in_the_readme(readme):
    settings = _SETTING.findall((ROOT / "survey/settings.py").read_text(encoding="utf-8"))
    assert len(settings) >= 10
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert [name for name in settings if f"`{name}`" not in text] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(document):
    lost = []
    for target in _LINK.findall(document.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        place = (document.parent / path) if path else document
        if not place.exists() or (anchor and anchor not in _headings(place.read_text(encoding="utf-8"))):
            lost.append(target)
    assert lost == []


def test_what_the_analysis_page_shows_in_python_comes_to_what_it_says():
    page = (ROOT / "docs/analysis.md").read_text(encoding="utf-8")
    ((program, said),) = re.findall(r"```python\n(.*?)```\n\n```\n(.*?)```", page, re.DOTALL)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program, "docs/analysis.md", "exec"), {})  # noqa: S102 - our own page
    assert printed.getvalue() == said


def test_the_analysis_page_names_no_module_that_does_not_exist():
    page = (ROOT / "docs/analysis.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:reports|survey|tests)/[\w./]+)`", page)
    assert len(named) > 30
    assert [name for name in named if not (ROOT / name).exists()] == []
