"""What scripts/test does with its parts: all run, what failed is said again, and the table says what outgrew its budget."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from scripts import suite
from scripts.suite import Part, run, table
from tests.ground import REPOSITORY

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


def test_each_part_leaves_out_only_folders_that_are_wholly_the_others() -> None:
    cloud, code = (part.command for part in suite.tests())
    asked = {name: command[command.index("-m", 3) + 1] for name, command in (("cloud", cloud), ("code", code))}
    without = {
        name: {one.removeprefix("--ignore=tests/") for one in command if one.startswith("--ignore")}
        for name, command in (("cloud", cloud), ("code", code))
    }

    assert asked == {"cloud": "emulator or browser", "code": "not (emulator or browser)"}
    assert without == {"cloud": {"unit", "simulation"}, "code": {"emulator", "browser"}}


@pytest.mark.parametrize(
    ("folder", "asks", "marks"),
    [
        ("emulator", (), {"emulator"}),
        ("browser", (), {"browser"}),
        ("contract", (), {"contract"}),
        ("contract", ("cloud",), {"contract", "emulator"}),
        ("security", ("whole",), {"security", "emulator"}),
        ("unit", (), {"unit"}),
    ],
)
def test_a_folder_of_the_cloud_and_who_asks_for_one_are_marked(
    marked: Callable[..., set[str]], folder: str, asks: tuple[str, ...], marks: set[str]
) -> None:
    assert marked(folder, *asks) == marks


@pytest.mark.parametrize("folder", suite.CODE_ALONE)
@pytest.mark.parametrize("asks", ["cloud", "whole"])
def test_who_asks_for_the_cloud_where_no_part_would_run_it_is_refused(
    marked: Callable[..., set[str]], folder: str, asks: str
) -> None:
    with pytest.raises(pytest.UsageError, match="its place is tests/emulator"):
        marked(folder, asks)


@pytest.fixture
def marked(pytestconfig: pytest.Config) -> Callable[..., set[str]]:
    """Return which marks a test of a folder gets that asks for these fixtures."""
    conftest = REPOSITORY / "tests" / "conftest.py"
    plugins = pytestconfig.pluginmanager.get_plugins()
    ours: Any = next(one for one in plugins if getattr(one, "__file__", None) == str(conftest))

    def marks(folder: str, *asks: str) -> set[str]:
        found: set[str] = set()
        path = conftest.parent / folder / "test_x.py"
        ours.pytest_collection_modifyitems(
            [SimpleNamespace(path=path, nodeid="x", fixturenames=asks, add_marker=found.add)]
        )
        return found

    return marks
