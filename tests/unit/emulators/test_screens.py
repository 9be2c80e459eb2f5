from __future__ import annotations

import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from emulators import screens


class Npm:
    """Stands for npm: it begins by emptying the folder, as vite does, and takes until both have asked for a build."""

    def __init__(self, dist: Path, asked: int = 1) -> None:
        self.dist, self.builds, self.fails = dist, 0, False
        self._asked = threading.Barrier(asked)

    def ask(self) -> int:
        self._asked.wait(10)
        return screens.main()

    def run(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.builds += 1
        if self.dist.exists():
            for left in self.dist.iterdir():
                left.unlink()
        self.dist.mkdir(exist_ok=True)
        (self.dist / "index.html").write_text(f"build {self.builds}")
        return subprocess.CompletedProcess(command, int(self.fails))


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Npm:
    web = tmp_path / "web"
    web.mkdir()
    for name in ("web/package.json", "web/board.svelte", "package-lock.json"):
        (tmp_path / name).write_text("{}")
    monkeypatch.setattr(screens, "ROOT", tmp_path)
    monkeypatch.setattr(screens, "_WEB", web)
    monkeypatch.setattr(screens, "_STAMP", web / "dist" / ".built")
    monkeypatch.setattr(screens, "_TURN", tmp_path / ".local" / "screens.lock")
    stands = Npm(web / "dist", asked=2)
    monkeypatch.setattr("emulators.screens.subprocess.run", stands.run)
    return stands


def test_two_that_ask_at_once_have_one_build(npm: Npm) -> None:
    with ThreadPoolExecutor(2) as both:
        asked = [both.submit(npm.ask) for _ in range(2)]
        ended = [one.result() for one in asked]

    assert ended == [0, 0]
    assert npm.builds == 1


@pytest.mark.parametrize("changed", ["web/board.svelte", "web/new.svelte", "package-lock.json"])
def test_it_is_built_again_only_when_something_changed(npm: Npm, tmp_path: Path, changed: str) -> None:
    screens.main()
    screens.main()
    assert npm.builds == 1
    assert screens.begin(tmp_path) is None

    (tmp_path / changed).write_text("something else")
    screens.main()
    assert npm.builds == 2


def test_a_build_that_failed_is_tried_again(npm: Npm) -> None:
    npm.fails = True
    assert screens.main() == 1
    npm.fails = False
    assert screens.main() == 0
    assert npm.builds == 2
