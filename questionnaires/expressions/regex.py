r"""The patterns of ``regex()``: our own subset, compiled to a small program.

Written: literal characters, ``.`` (any character but a line feed), classes ``[a-z]`` and
``[^a-z]`` with ranges, ``\d`` ``\w`` ``\s`` and ``\D`` ``\W`` ``\S`` (ASCII, as in Java),
``\t \n \r \uXXXX``, a backslash before any sign, anchors ``^`` and ``$`` (start and end
of the whole text), groups ``( )`` and ``(?: )``, ``|``, and ``* + ? {m} {m,} {m,n}``.
Not written: back-references, look-around, lazy and possessive marks. Characters are
Unicode code points.

A program is a tuple of instructions, each a tuple of whole numbers; execution starts at
the first. ``(SET, low, high, …)`` takes one character within one of the ranges,
``(FORK, n)`` goes on at the next place and at ``n`` places further, ``(JUMP, n)`` only at
``n`` places further, ``(START,)`` and ``(END,)`` are the anchors, ``(MATCH,)`` accepts.
It is run by :func:`.matching.matches` in linear time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from questionnaires.expressions.errors import ExpressionError
from questionnaires.text import Text

Ranges: TypeAlias = tuple[int, ...]
Instruction: TypeAlias = tuple[int, ...]
Program: TypeAlias = tuple[Instruction, ...]

SET, FORK, JUMP, START, END, MATCH = range(6)

LONGEST_PROGRAM = 2_000
MOST_REPEATS = 1_000
DEEPEST = 40
LAST_CHARACTER = 0x10FFFF

DIGITS: Ranges = (48, 57)
WORDS: Ranges = (48, 57, 65, 90, 95, 95, 97, 122)
SPACES: Ranges = (9, 13, 32, 32)
SHORTHANDS = {"d": DIGITS, "w": WORDS, "s": SPACES}
CONTROLS = {"t": 9, "n": 10, "r": 13, "f": 12}


def complement(ranges: Ranges) -> Ranges:
    """Every character outside ``ranges``, which need be neither sorted nor apart."""
    found: list[int] = []
    place = 0
    for low, high in sorted(zip(ranges[::2], ranges[1::2], strict=True)):
        if low > place:
            found += [place, low - 1]
        place = max(place, high + 1)
    if place <= LAST_CHARACTER:
        found += [place, LAST_CHARACTER]
    return tuple(found)


def _refuse(place: int, zh: str, en: str) -> ExpressionError:
    return ExpressionError(
        "bad_pattern",
        place,
        Text(zh=f"正则式第 {place + 1} 个字符处：{zh}", en=f"Pattern, character {place + 1}: {en}"),
        Text(
            zh=r"可用：字符、.、[a-z]、[^a-z]、\d \w \s、^ $、( )、|、* + ? {m,n}；符号本身前面加反斜杠。",
            en=r"Use characters, ., [a-z], [^a-z], \d \w \s, ^ $, ( ), |, * + ? {m,n}; "
            r"put a backslash before a sign meant as itself.",
        ),
    )


@lru_cache(maxsize=512)
def compile_pattern(pattern: str) -> Program:
    """The program of a pattern.

    Raises:
        ExpressionError: ``bad_pattern``, with the place inside the pattern.
    """
    reader = _Reader(pattern)
    program = reader.alternatives(0)
    if reader.place < len(pattern):
        raise _refuse(reader.place, "多了一个右括号。", "a closing bracket without an opening one.")
    return (*program, (MATCH,))


@dataclass
class _Reader:
    pattern: str
    place: int = 0

    def next(self) -> str:
        return self.pattern[self.place : self.place + 1]

    def take(self) -> str:
        character = self.next()
        self.place += 1
        return character

    def alternatives(self, depth: int) -> Program:
        if depth > DEEPEST:
            raise _refuse(self.place, "括号嵌套太深。", "brackets are nested too deeply.")
        choices = [self.sequence(depth)]
        while self.next() == "|":
            self.place += 1
            choices.append(self.sequence(depth))
            if len(choices) * 2 > LONGEST_PROGRAM:
                raise self.too_long(self.place)
        return self.within(_any_of(choices))

    def sequence(self, depth: int) -> Program:
        program: Program = ()
        while self.next() not in ("", "|", ")"):
            program = self.within(program + self.repeated(self.atom(depth)))
        return program

    def within(self, program: Program) -> Program:
        if len(program) > LONGEST_PROGRAM:
            raise self.too_long(self.place)
        return program

    def too_long(self, place: int) -> ExpressionError:
        return _refuse(place, "展开后太长，请减少重复次数。", "it grows too long; repeat less.")

    def repeated(self, atom: Program) -> Program:
        place = self.place
        sign = self.next()
        if sign not in ("*", "+", "?", "{"):
            return atom
        self.place += 1
        if sign == "{":
            least, most = self.bounds(place)
        else:
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        if self.next() in ("*", "+", "?", "{") and self.next():
            raise _refuse(self.place, "重复符号不能连用。", "two repeat signs one after the other.")
        if len(atom) * max(least, most or 0) > LONGEST_PROGRAM:
            raise self.too_long(place)
        return self.within(_repeat(atom, least, most))

    def bounds(self, place: int) -> tuple[int, int | None]:
        end = self.pattern.find("}", self.place)
        low, comma, high = self.pattern[self.place : end if end >= 0 else None].partition(",")
        numbers = all(text.isascii() and text.isdigit() and len(text) <= 4 for text in (low, high) if text)
        if end < 0 or not low or not numbers:
            raise _refuse(place, "花括号里应是 m、m, 或 m,n。", "braces hold m, or m, with a comma, or m,n.")
        self.place = end + 1
        least = int(low)
        most = least if not comma else int(high) if high else None
        if max(least, most or 0) > MOST_REPEATS or (most is not None and most < least):
            raise _refuse(
                place, "重复次数应从小到大且不超过 1000。", "repeats run upwards and to 1000 at most."
            )
        return least, most

    def atom(self, depth: int) -> Program:
        place = self.place
        character = self.take()
        if character == "(":
            return self.group(place, depth)
        if character == "[":
            return ((SET, *self.character_class(place)),)
        if character == ".":
            return ((SET, *complement((10, 10))),)
        if character == "^":
            return ((START,),)
        if character == "$":
            return ((END,),)
        if character == "\\":
            return ((SET, *self.escape()),)
        if character in ("*", "+", "?", "{"):
            raise _refuse(place, "前面没有可重复的内容。", "there is nothing before it to repeat.")
        return ((SET, ord(character), ord(character)),)

    def group(self, place: int, depth: int) -> Program:
        if self.next() == "?":
            if self.pattern[self.place : self.place + 2] != "?:":
                raise _refuse(place, "不支持这种括号。", "this kind of group is not supported.")
            self.place += 2
        program = self.alternatives(depth + 1)
        if self.take() != ")":
            raise _refuse(place, "括号没有闭合。", "the bracket is never closed.")
        return program

    def escape(self) -> Ranges:
        place = self.place - 1
        character = self.take()
        if character in SHORTHANDS:
            return SHORTHANDS[character]
        if character and character.lower() in SHORTHANDS:
            return complement(SHORTHANDS[character.lower()])
        if character == "u":
            digits = self.pattern[self.place : self.place + 4]
            if len(digits) == 4 and all(digit in "0123456789abcdefABCDEF" for digit in digits):
                self.place += 4
                return (int(digits, 16),) * 2
        elif character in CONTROLS:
            return (CONTROLS[character],) * 2
        elif character and not (character.isascii() and character.isalnum()):
            return (ord(character),) * 2
        raise _refuse(place, "不认识这个反斜杠写法。", "an unknown backslash sequence.")

    def character_class(self, place: int) -> Ranges:
        negated = self.next() == "^"
        self.place += negated
        found: list[int] = []
        while self.next() != "]":
            if not self.next():
                raise _refuse(place, "方括号没有闭合。", "the class is never closed.")
            found += self.class_item()
        self.place += 1
        if not found:
            raise _refuse(place, "方括号里是空的。", "the class is empty.")
        return complement(tuple(found)) if negated else tuple(found)

    def class_item(self) -> Ranges:
        place = self.place
        low = self.class_end()
        ahead = self.pattern[self.place : self.place + 2]
        if len(ahead) < 2 or ahead[0] != "-" or ahead[1] == "]":
            return low
        self.place += 1
        high = self.class_end()
        if len(low) != 2 or len(high) != 2 or low[0] != low[1] or high[0] != high[1] or high[0] < low[0]:
            raise _refuse(place, "范围应从小到大。", "a range runs from a lower character to a higher one.")
        return (low[0], high[0])

    def class_end(self) -> Ranges:
        character = self.take()
        return self.escape() if character == "\\" else (ord(character), ord(character))


def _any_of(choices: list[Program]) -> Program:
    program = list(choices.pop())
    for choice in reversed(choices):
        # Written backwards: each choice is tried beside all that follow it.
        program = [(FORK, len(choice) + 2), *choice, (JUMP, len(program) + 1), *program]
    return tuple(program)


def _repeat(atom: Program, least: int, most: int | None) -> Program:
    if most is None:
        again: Program = ((FORK, len(atom) + 2), *atom, (JUMP, -len(atom) - 1))
        return atom * least + again
    size = len(atom) + 1
    spare = most - least
    maybe = [one for i in range(spare) for one in ((FORK, (spare - i) * size), *atom)]
    return atom * least + tuple(maybe)
