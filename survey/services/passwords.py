"""Passwords of staff: hashing that cannot exhaust memory, and the rule for choosing one.

Hashes are argon2id with the parameters of RFC 9106, second choice (64 MiB, three passes),
which argon2-cffi has as its default. The rule is that of OWASP ASVS 5.0, 6.2: at least
eight characters, not one of those that are tried first, nothing demanded of its composition.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from questionnaires.text import Text
from survey.errors import Refusal

SHORTEST = 8
LONGEST = 256
COMMON = Path(__file__).with_name("common_passwords.txt")

# One hash takes 64 MiB and a whole core for a seventh of a second: of 64 sign-ins at once,
# two of a process work and the others wait their turn.
AT_ONCE = 2
LONGEST_WAIT_SECONDS = 20

_hasher = PasswordHasher()
_turns = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise Refusal(
            "busy",
            reason=Text(zh="同时登录的人太多", en="Too many people are signing in at once"),
            remedy=Text(zh="请稍等片刻再试", en="Please try again in a moment"),
        )
    try:
        yield
    finally:
        _turns.release()


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    with _turn():
        return _hasher.hash(_plain(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether a password is the one that was hashed.

    Without a hash the same work is done in vain, so that the time tells nothing.
    """
    with _turn():
        try:
            return _hasher.verify(password_hash or _decoy(), _plain(password)) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_new_hash(password_hash: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def _decoy() -> str:
    return _hasher.hash("nobody has this password")


def _plain(password: str) -> str:
    # The same characters typed on another keyboard are the same password (NIST SP 800-63B).
    return unicodedata.normalize("NFKC", password)[:LONGEST]


def accept(password: str, *, own_words: tuple[str, ...] = ()) -> None:
    """Raise unless a password may be chosen; ``own_words`` are the person's name and sign-in name."""
    plain = _plain(password)
    if len(plain) < SHORTEST:
        raise _refusal(
            zh=f"密码只有 {len(plain)} 个字符",
            en=f"The password has only {len(plain)} characters",
            zh_remedy=f"请至少用 {SHORTEST} 个字符。几个互不相干的词连起来，既好记又难猜",
            en_remedy=f"Use at least {SHORTEST}. A few unrelated words are easy to keep and hard to guess",
        )
    if len(password) > LONGEST:
        raise _refusal(
            zh=f"密码超过 {LONGEST} 个字符",
            en=f"The password has more than {LONGEST} characters",
            zh_remedy="请缩短",
            en_remedy="Shorten it",
        )
    lowered = plain.lower()
    if len(_without(lowered, own_words)) < SHORTEST:
        raise _refusal(
            zh="密码主要由用户名或姓名组成，会最先被人试出",
            en="The password is made of the sign-in name or the name and would be tried first",
            zh_remedy=f"请换一个；除去用户名和姓名，至少 {SHORTEST} 个字符",
            en_remedy=f"Choose another: at least {SHORTEST} characters besides the names",
        )
    if lowered in common() or len(set(lowered)) < 3:
        raise _refusal(
            zh="这个密码太常见，会最先被人试出",
            en="This password is a common one and would be tried first",
            zh_remedy="请换一个。几个互不相干的词连起来，既好记又难猜",
            en_remedy="Choose another. A few unrelated words are easy to keep and hard to guess",
        )


def _without(password: str, own_words: tuple[str, ...]) -> str:
    """What is left of a password besides a person's own words; words of one or two letters are no words."""
    for word in sorted({_plain(word).lower() for word in own_words}, key=len, reverse=True):
        if len(word) > 2 or word == password:
            password = password.replace(word, "")
    return password


def _refusal(*, zh: str, en: str, zh_remedy: str, en_remedy: str) -> Refusal:
    return Refusal(
        "password", place="password", reason=Text(zh=zh, en=en), remedy=Text(zh=zh_remedy, en=en_remedy)
    )


@cache
def common() -> frozenset[str]:
    """The passwords that are tried first, in lower case."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))
