"""The unified social credit code of organisations (GB 32100-2015)."""

from __future__ import annotations

import re

# digits and capital letters without I, O, S, V, Z; the place of a character is its value
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SHAPE = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")


def check_character(first: str) -> str:
    """The 18th character for the first 17.

    MOD 31-3: with values c_i and weights 3**(i-1) mod 31 the check value is
    (31 - sum(c_i * w_i) mod 31) mod 31. Raises ValueError where a character is not in
    the alphabet or there are not 17.
    """
    if len(first) != 17:
        raise ValueError("17 characters are needed")
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(first))
    return ALPHABET[-total % 31]


def is_credit_code(text: str) -> bool:
    """Whether ``text`` is a well-formed code with the right check character."""
    return SHAPE.fullmatch(text) is not None and check_character(text[:17]) == text[17]
