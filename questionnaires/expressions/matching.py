"""Running the program of a pattern over a text, all ways at once (Thompson 1968; Pike).

Sets of places in the program are met again and again; what a character leads to from a
set is remembered, so a long text costs one step a character. ``rules.js`` does the same
steps and counts them the same way.
"""

from __future__ import annotations

from collections.abc import Iterable

from questionnaires.expressions.regex import END, FORK, JUMP, SET, START, Program

MOST_STEPS = 200_000


def matches(program: Program, text: str) -> bool:
    """Whether the whole of ``text`` matches, as in JavaRosa and the ODK documentation.

    A text that needs more than 200,000 visits to instructions does not match; patterns of
    ordinary size stay far below. Texts are compared by Unicode code point.
    """
    return _Run(program).accepts(text)


class _Run:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.steps = 0
        self.numbers: dict[frozenset[int], int] = {}
        self.states: list[frozenset[int]] = []
        self.moves: list[dict[str, int]] = []

    def accepts(self, text: str) -> bool:
        last = len(self.program) - 1
        state = self.number(self.reach((0,), start=True, end=False))
        for character in text:
            found = self.moves[state].get(character)
            if found is None:
                found = self.move(state, character)
                self.moves[state][character] = found
            state = found
            if self.steps > MOST_STEPS or not self.states[state]:
                return False
        return last in self.reach(self.states[state], start=not text, end=True)

    def number(self, places: frozenset[int]) -> int:
        found = self.numbers.get(places)
        if found is None:
            found = self.numbers[places] = len(self.states)
            self.states.append(places)
            self.moves.append({})
        return found

    def move(self, state: int, character: str) -> int:
        point = ord(character)
        after = [place + 1 for place in sorted(self.states[state]) if self.takes(place, point)]
        return self.number(self.reach(after, start=False, end=False))

    def takes(self, place: int, point: int) -> bool:
        self.steps += 1
        one = self.program[place]
        return one[0] == SET and any(one[i] <= point <= one[i + 1] for i in range(1, len(one), 2))

    def reach(self, places: Iterable[int], start: bool, end: bool) -> frozenset[int]:
        """Places where a character is taken, the end is awaited or the text is accepted."""
        found: set[int] = set()
        seen: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            self.steps += 1
            one = self.program[place]
            if one[0] == FORK:
                waiting += (place + 1, place + one[1])
            elif one[0] == JUMP:
                waiting.append(place + one[1])
            elif one[0] == START:
                if start:
                    waiting.append(place + 1)
            elif one[0] == END and end:
                waiting.append(place + 1)
            else:
                found.add(place)
        return frozenset(found)
