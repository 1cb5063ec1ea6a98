"""Links, answer codes and receipts: random to everybody who lacks the secret key.

They are worked out from a nonce with HMAC-SHA256, one purpose each, so that a slip can be
printed again or a lost reply repeated, while the database holds only digests.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata

# Without 0 O 1 I L, which are mistaken for one another in print: 31 characters.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
ANSWER_CODE_LENGTH = 12  # 12 * log2(31) = 59.4 bits
RECEIPT_LENGTH = 12
FORMER_RECEIPT_LENGTH = 10  # the beginning of the present one
LINK_BITS = 128
LINK_LENGTH = 26


def new_nonce() -> str:
    """128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def new_token() -> str:
    """128 random bits for joining a copy to its response."""
    return secrets.token_hex(16)


def _derive(key: bytes, purpose: str, nonce: str) -> bytes:
    return hmac.new(key, f"{purpose}:{nonce}".encode(), hashlib.sha256).digest()


def _characters(number: bytes, length: int) -> str:
    value = int.from_bytes(number, "big")
    found = []
    for _ in range(length):
        value, rest = divmod(value, len(ALPHABET))
        found.append(ALPHABET[rest])
    return "".join(found)


def link_of(key: bytes, nonce: str) -> str:
    """The random part of a copy's address: 26 characters, 128 bits."""
    return _characters_32(_derive(key, "link", nonce)[: LINK_BITS // 8])


def _characters_32(number: bytes) -> str:
    alphabet = "23456789abcdefghijkmnpqrstuvwxyz"
    value = int.from_bytes(number, "big")
    return "".join(alphabet[value >> 5 * place & 31] for place in range(LINK_LENGTH))


def answer_code_of(key: bytes, nonce: str) -> str:
    """The twelve characters that can be typed instead of the link, without spaces."""
    return _characters(_derive(key, "answer code", nonce), ANSWER_CODE_LENGTH)


def receipt_of(key: bytes, token: str) -> str:
    """The twelve characters a respondent keeps; the same at every repeat."""
    return _characters(_derive(key, "receipt", token), RECEIPT_LENGTH)


def receipt_digests(key: bytes, typed: str) -> tuple[str, ...]:
    """The digests under which a receipt code, however typed, may be kept; none where it cannot be one.

    Receipts given out by earlier versions had ten characters, and may be shown as twelve now.
    """
    code = normalised(typed)
    if len(code) not in (RECEIPT_LENGTH, FORMER_RECEIPT_LENGTH):
        return ()
    return tuple(digest(key, "receipt", one) for one in {code, code[:FORMER_RECEIPT_LENGTH]})


def grouped(code: str, size: int = 4) -> str:
    """A code in groups for reading: ``ABCD EFGH JKMN``."""
    return " ".join(code[start : start + size] for start in range(0, len(code), size))


def normalised(typed: str) -> str:
    """A code as typed, made plain: full-width letters, case, spaces and dashes do not matter."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in plain if letter.isalnum())[:64]


def answer_code_in(typed: str) -> str:
    """The answer code in what was typed or pasted, with whatever words stand around it.

    Letters that no code has, and colons, end it: "填答码：ABCD EFGH JKMN". Empty where there is
    none, or more than one, so that a guess stays one guess.
    """
    plain = unicodedata.normalize("NFKC", typed[:200]).upper().replace("ANSWER CODE", ":")
    joined = "".join(sign for sign in plain if sign.isalnum() or sign == ":")
    found = [run for run in re.findall(r"[0-9A-Z]+", joined) if len(run) == ANSWER_CODE_LENGTH]
    return found[0] if len(found) == 1 else ""


def link_in(given: str) -> str:
    """The random part of an address in what was given, with what was pasted around it; else empty."""
    plain = unicodedata.normalize("NFKC", given[:500]).lower()
    found = re.findall(rf"(?<![0-9a-z])[0-9a-z]{{{LINK_LENGTH}}}(?![0-9a-z])", plain)
    return found[0] if len(found) == 1 else ""


def digest(key: bytes, purpose: str, text: str) -> str:
    """The keyed digest under which a secret is found again; 64 hexadecimal digits."""
    return hmac.new(key, f"digest of {purpose}:{text}".encode(), hashlib.sha256).hexdigest()
