"""How a checkout gets its packages: by uv, which asks where pip would ask; by pip where uv cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from scripts import install

LOCK = Path("requirements-dev.txt")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was installed, in turn, on a machine that has no uv; nothing is run."""
    done: list[str] = []

    def note(what: str, _: Sequence[str], __: str, ___: Mapping[str, str] = {}) -> None:
        done.append(what)

    monkeypatch.setattr(install.shutil, "which", lambda _: None)
    monkeypatch.setattr(install, "_install", note)
    monkeypatch.setattr(install, "_output", lambda _: "")
    return done


def test_uv_is_installed_first_where_there_is_none(installed: list[str]) -> None:
    install._by_uv_or_pip(LOCK)
    assert installed == ["uv", "Python packages"]


def test_where_uv_cannot_pip_does(installed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(what: str, *_: object) -> None:
        if what == "Python packages":
            raise install.CannotInstall("no wheel for this platform")
        installed.append(what)

    monkeypatch.setattr(install, "_install", refuse)
    install._by_uv_or_pip(LOCK)
    assert installed == ["uv", "Python packages by pip"]


def test_uv_asks_where_pip_would_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in install._UV_READS.values():
        monkeypatch.delenv(variable, raising=False)
    said = (
        ":env:.default-timeout='180'\n"
        ":env:.index-url='https://mine.example/simple'\n"
        "global.extra-index-url='https://one.example/simple\\nhttps://two.example/simple'\n"
        "global.find-links='/wheels /more'\n"
        "global.index-url='https://all.example/simple'\n"
    )
    assert install._uv_settings(said) == {
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_INDEX": "https://one.example/simple https://two.example/simple",
        "UV_DEFAULT_INDEX": "https://mine.example/simple",
        "UV_FIND_LINKS": "/wheels,/more",
    }


def test_what_uv_was_told_itself_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example/simple")
    assert "UV_DEFAULT_INDEX" not in install._uv_settings("global.index-url='https://all.example/simple'\n")
