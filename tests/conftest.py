"""Fixtures of every test: the local cloud and the whole product, begun when a test asks, and what kind each test is."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings

from emulators import demo, screens, toolbox
from emulators.cloud import LocalCloud
from scripts.suite import CODE_ALONE
from shared.runtime.clock import HOTEL_NOW, shared
from tests.simulation import seeds
from tests.whole import Shared, Whole, logs, standing

_HERE = Path(__file__).parent
_KINDS = {"unit", "simulation", "contract", "emulator", "security", "browser"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=3, help="how often the gateway is killed under load")
    parser.addoption("--deeds", type=int, default=400, help="how much eight desks do at once in one hotel")
    parser.addoption("--walk", type=int, default=400, help="how many steps people walk who hire and dismiss each other")
    parser.addoption("--cases", type=int, default=2, help="how many cases are made up for each operation and mode")
    parser.addoption("--sixths", type=int, default=1, help="how many sixths of all operations the gateway is asked")
    seeds.add_options(parser)


# How long an example takes is the machine's; which are tried is the same in every run, and others every night.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.register_profile("night", deadline=None, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_configure() -> None:
    """Have the suite run at noon of the demo hotel's day, and its clock be one for all workers and all processes they begin.

    `HOTEL_NOW=2026-11-30T03:57:00+04:30 scripts/test` runs it at any other time: what it finds then is a mistake of ours.
    """
    noon = datetime.now(demo.ZONE).replace(hour=12, minute=0, second=0, microsecond=0)
    os.environ.setdefault(HOTEL_NOW, noon.isoformat())
    os.environ.update(shared())
    # The emulators of a test live for a minute: compiling them well takes longer than they run, and so do threads that tidy up.
    os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage while all is loaded; and not through what stays, nor at every turn, afterwards."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its folder's name, and with `emulator` where it asks for the local cloud."""
    for item in items:
        folder = item.path.relative_to(_HERE).parts[0]
        if folder in _KINDS:
            item.add_marker(folder)
        if {"cloud", "shared_house", "whole"} & set(getattr(item, "fixturenames", ())):
            if folder in CODE_ALONE:
                raise pytest.UsageError(f"{item.nodeid} asks for the local cloud: its place is tests/emulator")
            item.add_marker("emulator")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which seeds a run that simulated had, so that it can be had again: they are others every day."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, [])]
    if any(one.nodeid.startswith("tests/simulation/") for one in reports):
        terminalreporter.write_line(f"simulated {seeds.told(config)}")


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
def shared_house() -> Iterator[Shared]:
    """The house of this test process, not in its local cloud: others empty that, and a hotel in it would be gone."""
    with standing() as stands:
        yield stands


@pytest.fixture(scope="module")
def whole(request: pytest.FixtureRequest, shared_house: Shared) -> Whole:
    """The whole product. Scheduled jobs run when a test says so, but for the relay.

    The demo hotel is shared: take a free room, or open a property. A file marked `wears_out` has it as it was founded.
    """
    worn = request.node.get_closest_marker("wears_out")
    return shared_house.as_founded() if worn else shared_house.as_it_is()


@pytest.fixture(scope="session")
def built_screens() -> None:
    """Have the screens built from their sources as they are."""
    build = screens.begin(logs())
    if build is not None:
        build.finish(lambda _: None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the browser's executable; tests that need one are skipped, saying why, where there is none."""
    try:
        return toolbox.chromium()
    except toolbox.Missing as missing:
        pytest.skip(str(missing))
