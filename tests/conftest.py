"""Fixtures of every test: the local cloud, begun when the first test asks for it, and what kind each test is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from emulators import toolbox
from emulators.cloud import LocalCloud

_HERE = Path(__file__).parent
_KINDS = {"unit", "simulation", "contract", "emulator", "security", "browser"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its folder's name, and with `emulator` where it asks for the local cloud."""
    for item in items:
        folder = item.path.relative_to(_HERE).parts[0]
        if folder in _KINDS:
            item.add_marker(folder)
        if "cloud" in getattr(item, "fixturenames", ()):
            item.add_marker("emulator")


@pytest.fixture(scope="session")
def cloud() -> Iterator[LocalCloud]:
    """One local cloud for this test process, with the environment set so that every client made here lives in it.

    Under xdist each worker has one of its own. It is not emptied between tests: use a tenant of your own, or `empty_cloud`.
    """
    with LocalCloud() as running, pytest.MonkeyPatch.context() as patch:
        for name, value in running.environment.items():
            patch.setenv(name, value)
        yield running


@pytest.fixture
def empty_cloud(cloud: LocalCloud) -> LocalCloud:
    """The local cloud with no document and no account in it."""
    cloud.check()
    cloud.clear()
    return cloud


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the browser's executable; tests that need one are skipped, saying why, where there is none."""
    try:
        return toolbox.chromium()
    except toolbox.Missing as missing:
        pytest.skip(str(missing))
