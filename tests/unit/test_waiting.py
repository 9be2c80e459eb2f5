"""A wait that ends in vain says what was seen on the way."""

from __future__ import annotations

import pytest

from tests.whole import until, until_equal


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


def test_what_never_becomes_equal_is_told_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    at = iter(range(100))
    monkeypatch.setattr("tests.whole.time.monotonic", lambda: float(next(at)))
    monkeypatch.setattr("tests.whole.time.sleep", lambda _: None)
    seen = iter(["Clean", "Clean", "Dirty", "Inspected"])
    until_equal(lambda: next(seen), "Dirty", "it is dirty")
    with pytest.raises(pytest.fail.Exception) as failed:
        until_equal(lambda: next(seen, "Clean"), "Dirty", "it is dirty", within=3)
    assert str(failed.value).splitlines() == [
        "within 3 s it never came to: it is dirty ('Dirty')",
        "  from 1.0 s: Inspected",
        "  from 2.0 s: Clean",
    ]
