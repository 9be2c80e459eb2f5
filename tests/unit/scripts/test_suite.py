"""What scripts/test does with its parts: all run, what failed is said again, and the table says what outgrew its budget."""

from __future__ import annotations

import sys

import pytest

from scripts.suite import Part, run, table

SAYS = "print('said ' + 'aloud')"


def part(name: str, code: str, budget: float = 60) -> Part:
    return Part(name, (sys.executable, "-S", "-c", code), budget)


def test_every_part_runs_though_an_earlier_one_failed(capfd: pytest.CaptureFixture[str]) -> None:
    code = run([part("first", "raise SystemExit('what was wrong')")], [part("second", SAYS)])

    said = capfd.readouterr().out
    assert code == 1
    assert "second │ said aloud" in said
    assert said.rindex("what was wrong") > said.index("second: ok")
    assert "failed: first" in said


def test_that_all_is_well_is_said_with_the_time(capfd: pytest.CaptureFixture[str]) -> None:
    assert run([part("one", SAYS), part("other", SAYS)]) == 0
    assert "all is well" in capfd.readouterr().out


def test_a_part_over_its_budget_is_named_and_fails_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert run([part("greedy", SAYS, budget=0), part("frugal", SAYS)]) == 0
    lines = {line.split()[0]: line for line in capfd.readouterr().out.splitlines() if " s" in line}
    assert "over its budget" in lines["greedy"]
    assert "over its budget" not in lines["frugal"]


def test_a_table_of_nothing_has_its_heading() -> None:
    assert table([]).split() == ["part", "passed", "processor", "budget"]
