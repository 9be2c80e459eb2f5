"""The diagram people read is the table the code runs, and the days are the defaults."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.domain.lost_and_found import LIFECYCLE, LostCategory, kept_for
from shared.domain.settings import Settings

PAGE = (Path(__file__).parents[3] / "docs" / "linen-and-lost-property.md").read_text()


def test_the_diagram_shows_every_arrow_and_no_other() -> None:
    drawn = re.findall(r"^    (\w+) --> (\w+)", PAGE, re.MULTILINE)
    assert sorted(drawn) == sorted((before, after) for before, following in LIFECYCLE.items() for after in following)


@pytest.mark.parametrize("category", LostCategory)
def test_the_days_are_the_defaults(category: LostCategory) -> None:
    assert re.search(rf"^\| `{category}` \| .*\b{kept_for(category, Settings()).days} days", PAGE, re.MULTILINE)
