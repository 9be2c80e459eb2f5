"""Everything asks one clock, so that the hotel is at any hour that somebody wants it to be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ground import REPOSITORY

ASKS_THE_MACHINE = re.compile(r"\bdatetime\.now\(|\btime\.time\(\)|\bdate\.today\(|\butcnow\(")
# The clock itself; tokens, whose times Google's own clock writes; what a restart has to make up for.
MAY_ASK = {"shared/runtime/clock.py", "shared/runtime/identity/tokens.py", "emulators/dev.py"}


@pytest.mark.parametrize("folder", ["shared", "functions", "emulators"])
def test_nothing_asks_the_machine_what_time_it_is(folder: str) -> None:
    asking = {
        str(file.relative_to(REPOSITORY))
        for file in (REPOSITORY / folder).rglob("*.py")
        if ASKS_THE_MACHINE.search(file.read_text())
    }
    assert asking - MAY_ASK == set()


def test_those_that_may_ask_still_do() -> None:
    assert [name for name in sorted(MAY_ASK) if not ASKS_THE_MACHINE.search(Path(REPOSITORY, name).read_text())] == []
