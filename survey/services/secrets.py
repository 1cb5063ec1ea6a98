"""Links, answer codes and receipts: random to everybody who lacks the secret key.

They are worked out from a nonce with HMAC-SHA256, one purpose each, so that a slip can be
printed again or a lost reply repeated, while the database holds only digests.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

# Without 0 O 1 I L, which are mistaken for one another in print: 31 characters.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
ANSWER_CODE_LENGTH = 12  # 12 * log2(31) = 59.4 bits
RECEIPT_LENGTH = 10
LINK_BITS = 128


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
    return "".join(alphabet[value >> 5 * place & 31] for place in range(26))


def answer_code_of(key: bytes, nonce: str) -> str:
    """The twelve characters that can be typed instead of the link, without spaces."""
    return _characters(_derive(key, "answer code", nonce), ANSWER_CODE_LENGTH)


def receipt_of(key: bytes, token: str) -> str:
    """The ten characters a respondent keeps; the same at every repeat."""
    return _characters(_derive(key, "receipt", token), RECEIPT_LENGTH)


def grouped(code: str, size: int = 4) -> str:
    """A code in groups for reading: ``ABCD EFGH JKMN``."""
    return " ".join(code[start : start + size] for start in range(0, len(code), size))


def normalised(typed: str) -> str:
    """A code as typed, made plain: full-width letters, case, spaces and dashes do not matter."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in plain if letter.isalnum())[:64]


def digest(key: bytes, purpose: str, text: str) -> str:
    """The keyed digest under which a secret is found again; 64 hexadecimal digits."""
    return hmac.new(key, f"digest of {purpose}:{text}".encode(), hashlib.sha256).hexdigest()
