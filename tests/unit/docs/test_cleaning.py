"""The diagrams people read are the tables the code runs."""

from __future__ import annotations

import re
from pathlib import Path

from shared.domain.cleaning import STEPS
from shared.domain.tickets import LIFECYCLE

PAGE = Path(__file__).parents[3] / "docs" / "cleaning.md"


def test_the_diagrams_show_every_arrow_and_no_other() -> None:
    drawn = re.findall(r"^    (\w+) --> (\w+)", PAGE.read_text(), re.MULTILINE)
    steps = [(str(step.before), str(step.after)) for step in STEPS]
    moves = [(str(before), str(after)) for before, following in LIFECYCLE.items() for after in following]
    assert sorted(drawn) == sorted([*steps, *moves])
