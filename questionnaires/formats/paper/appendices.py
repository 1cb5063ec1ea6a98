"""The code lists that are too long for their question: printed at the end, or left to staff."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from questionnaires.checks.scope import Scope
from questionnaires.formats.paper import form, wording
from questionnaires.formats.paper.conditions import Speaker
from questionnaires.kinds import Entries

MOST_ENTRIES = 300


class Appendices:
    """The appendices of a form, in the order in which questions ask for them."""

    def __init__(self, scope: Scope, speaker: Speaker) -> None:
        self.scope = scope
        self.speaker = speaker
        self._letters: dict[str, str] = {}

    def note(self, name: str, *, written: bool = False) -> str:
        """What stands under the line for an entry of a list; the list is printed where it is not too long."""
        say = self.speaker.fill
        listed = self.scope.questionnaire.list_by_name.get(name)
        fits = listed is not None and 0 < len(listed.entries) <= MOST_ENTRIES
        if fits and len(self._letters) < len(ascii_uppercase):
            letter = self._letters.setdefault(name, ascii_uppercase[len(self._letters)])
            said = [say(wording.IN_APPENDIX, letter=letter)]
        else:
            said = [say(wording.NOT_IN_APPENDIX)]
        if written:
            said.append(say(wording.MAY_BE_WRITTEN))
        return ("" if self.speaker.language.startswith("zh") else " ").join(said)

    def made(self) -> tuple[form.Appendix, ...]:
        """Every list that a question refers to."""
        return tuple(self._appendix(name, letter) for name, letter in self._letters.items())

    def _appendix(self, name: str, letter: str) -> form.Appendix:
        listed = self.scope.questionnaire.list_by_name[name]
        title = self.speaker.say(listed.title) or listed.name
        # A version alone says nothing to whoever looks a code up.
        source = " ".join(filter(None, (listed.standard, listed.version))) if listed.standard else ""
        return form.Appendix(
            self.speaker.fill(wording.APPENDIX, letter=letter, title=title),
            self.speaker.fill(wording.SOURCE, source=source) if source else "",
            tuple(self._entries(self.scope.lists.entries(name), 0, None)),
        )

    def _entries(self, entries: Entries, level: int, parent: str | None) -> Iterator[tuple[int, str, str]]:
        """The entries of a level below a parent, each with those below it."""
        for entry in entries.below(level, parent):
            yield level, entry.code, self.speaker.say(entry.label)
            yield from self._entries(entries, level + 1, entry.code)
