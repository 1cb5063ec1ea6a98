"""The modes in which a response comes in, with their names for people."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.text import Text

MODES: Mapping[str, Text] = {
    "phone": Text(zh="手机", en="Phone"),
    "paper": Text(zh="纸质", en="Paper"),
    "import": Text(zh="导入", en="Imported"),
    "simulated": Text(zh="模拟", en="Simulated"),
}


def mode_label(mode: str) -> Text:
    """A mode in words; one that is not known by its code."""
    return MODES.get(mode, Text(zh=mode, en=mode))
