"""Sign-in names of staff."""

from __future__ import annotations

import re
import unicodedata

from questionnaires.text import Text
from survey.errors import Refusal

LONGEST = 60
_ALLOWED = re.compile(r"[\w.@+-]{2,60}")


def normalised(login: str) -> str:
    """A sign-in name as it is compared: width, case and spaces at the ends do not matter."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def checked(login: str) -> str:
    """A sign-in name in the form that is stored.

    :raises Refusal: it is too short or too long, or holds other signs than letters, digits, . _ - + @.
    """
    found = normalised(login)
    if _ALLOWED.fullmatch(found):
        return found
    raise Refusal(
        "login",
        place="login",
        reason=Text(zh="这个用户名不能用", en="This sign-in name cannot be used"),
        remedy=Text(
            zh=f"请用 2 到 {LONGEST} 个字母、汉字、数字或 . _ - @",
            en=f"Use 2 to {LONGEST} letters, digits or . _ - @",
        ),
    )
