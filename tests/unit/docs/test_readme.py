"""The README says what is so: the pages that there are, and the commands that scripts/dev prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

from emulators.dev import questions

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text()


def test_it_names_the_boards_pages_as_they_are_registered() -> None:
    registered = re.findall(r"{ id: '(\w+)'", (ROOT / "web/board/pages.ts").read_text())
    words = json.loads((ROOT / "web/i18n/board/en.json").read_text())
    said = re.search(r"The board's pages are: ([^.]*)\.", README)
    assert said is not None
    assert len(registered) > 1
    assert [name.strip() for name in said[1].replace("\n", " ").split(", ")] == [
        words[f"page.{page}"] for page in registered
    ]


def test_what_is_not_there_yet_names_no_page_that_is() -> None:
    missing = README.split("## What is not there yet")[1].split("\n## ")[0]
    assert "get their pages" not in missing
    assert not re.search(r"no page", missing)


def test_it_shows_the_commands_that_are_printed_when_everything_stands() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    shown = "\n".join(block.strip() for block in blocks if "curl" in block)
    printed = questions("http://127.0.0.1:8000", "http://127.0.0.1:9101", "315")
    assert _lines(shown) == _lines(printed)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]
