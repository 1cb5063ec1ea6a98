"""For tests: somebody who is faster by a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def just_before(module: Any, name: str, act: Callable[[], object]) -> Iterator[None]:
    """Act once, as ``module`` is about to call its own ``name``."""
    real = getattr(module, name)
    done: list[bool] = []

    def called(*arguments: Any, **options: Any) -> Any:
        if not done:
            done.append(True)
            act()
        return real(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, called)
        yield
