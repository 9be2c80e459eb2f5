"""A wait that ends in vain says what was seen on the way."""

from __future__ import annotations

import pytest

from tests.whole import until


def test_what_comes_in_the_end_is_returned() -> None:
    seen = iter([0, "", [], "ready"])
    assert until(lambda: next(seen), "ready") == "ready"


def test_the_last_three_states_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    at = iter(range(100))
    monkeypatch.setattr("tests.whole.time.monotonic", lambda: float(next(at)))
    monkeypatch.setattr("tests.whole.time.sleep", lambda _: None)
    seen = iter([0, 0, 0.0, False, False, None, None, (), ()])
    with pytest.raises(pytest.fail.Exception) as failed:
        until(lambda: next(seen), "a task", within=8)
    assert str(failed.value).splitlines() == [
        "within 8 s it never came to: a task",
        "  from 4.0 s: False",
        "  from 6.0 s: None",
        "  from 8.0 s: ()",
    ]
