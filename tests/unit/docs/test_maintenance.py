"""The diagram people read is the table the code runs."""

from __future__ import annotations

import re
from pathlib import Path

from shared.domain.work_orders import MOVES

PAGE = Path(__file__).parents[3] / "docs" / "maintenance.md"


def test_the_diagram_shows_every_move_and_no_other() -> None:
    drawn = re.findall(r"^    (\w+) --> (\w+): (\w+)$", PAGE.read_text(), re.MULTILINE)
    moves = [(str(before), str(after), str(move)) for move, table in MOVES.items() for before, after in table.items()]
    assert sorted(drawn) == sorted(moves)
