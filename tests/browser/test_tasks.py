"""A card is given to somebody: dragged with a mouse, carried with keys, or moved by its menu with a thumb; always it is everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from emulators.names import OWN_SCRIPT
from shared.domain.tasks import TaskReassigned
from tests.browser.conftest import PHONE, Screen
from tests.whole import MANAGER, SUPERVISOR, Whole, envelope, staff_id, until_equal

Board = Callable[..., Screen]
GULALAI, ZEBO = (f"housekeeper{number}@demo.hotel" for number in (2, 3))


@pytest.fixture
def task(whole: Whole) -> Iterator[str]:
    """Return a task that Gulalai has; she and Zebo are on shift, with nothing else in hand."""
    for who in (GULALAI, ZEBO):
        whole.relieve(who)
        whole.on_shift(who)
    given = whole.task(whole.slept_in(), to=GULALAI)
    yield given
    for who in (GULALAI, ZEBO):
        whole.relieve(who)


def test_a_card_dragged_onto_a_person_is_theirs_in_firestore_on_pubsub_and_on_the_other_board(
    whole: Whole, board: Board, task: str
) -> None:
    one, other = _by_person(board(SUPERVISOR), task), _by_person(board(MANAGER), task)

    with whole.ears(TaskReassigned.subject) as ears:
        _drag(one, f"task-{task}", f"column-{staff_id(ZEBO)}")

        _is_in(one, task, staff_id(ZEBO))
        _is_in(other, task, staff_id(ZEBO))
        told = envelope(ears.hear(lambda said: said["payload"]["taskId"] == task))
    assert (told["payload"]["fromStaffId"], told["payload"]["staffId"]) == (staff_id(GULALAI), staff_id(ZEBO))
    expect(one[f"task-{task}"]).to_have_attribute("data-pending", "false")
    now = whole.task_now(task)
    assert (now["assignee"], now["given"]) == (staff_id(ZEBO), "by_hand")
    [entry] = whole.journal(name="assign_task", room_ids=[now["room_id"]])[-1:]
    assert told["id"] in [event["id"] for event in entry["events"]]


def test_what_was_dragged_can_be_taken_back(whole: Whole, board: Board, task: str) -> None:
    screen = _by_person(board(SUPERVISOR), task)
    _drag(screen, f"task-{task}", f"column-{staff_id(ZEBO)}")
    _is_in(screen, task, staff_id(ZEBO))

    screen["undo"].first.click()

    _is_in(screen, task, staff_id(GULALAI))
    until_equal(lambda: whole.task_now(task)["assignee"], staff_id(GULALAI), "it is hers again")


def test_a_card_is_carried_to_a_person_with_the_keys_alone(whole: Whole, board: Board, task: str) -> None:
    screen = _by_person(board(SUPERVISOR), task)
    keys = screen.page.keyboard

    screen[f"task-{task}"].focus()
    keys.press("Space")
    for _ in range(12):
        before = _column_of(screen, task)
        if before == f"column-{staff_id(ZEBO)}":
            break
        keys.press("Shift+Tab")  # to the list before, or to something between two: Zebo stands before Gulalai
        with suppress(PlaywrightTimeout):
            screen.page.wait_for_function(_IS_ELSEWHERE, arg=[task, before], timeout=3_000)
    keys.press("Space")

    _is_in(screen, task, staff_id(ZEBO))
    until_equal(lambda: whole.task_now(task)["assignee"], staff_id(ZEBO), "it is hers")


def test_a_card_let_go_by_escape_stays_where_it_was(whole: Whole, board: Board, task: str) -> None:
    screen = _by_person(board(SUPERVISOR), task)
    revision = whole.task_now(task)["revision"]
    screen[f"task-{task}"].focus()
    for key in ("Space", "Tab", "Tab", "Escape"):
        screen.page.keyboard.press(key)

    _is_in(screen, task, staff_id(GULALAI))
    assert whole.task_now(task)["revision"] == revision


def test_a_thumb_moves_a_card_by_its_menu_on_a_phone(whole: Whole, board: Board, task: str) -> None:
    screen = board(SUPERVISOR, page="tasks", **PHONE)
    screen["tasks-by-person"].check()
    screen[f"show-column-{staff_id(GULALAI)}"].tap()

    screen[f"task-{task}"].get_by_test_id("card-move").tap()
    screen[f"move-to-person:{staff_id(ZEBO)}"].tap()

    until_equal(lambda: whole.task_now(task)["assignee"], staff_id(ZEBO), "it is hers")
    screen[f"show-column-{staff_id(ZEBO)}"].tap()
    _is_in(screen, task, staff_id(ZEBO))


def test_a_card_that_somebody_began_meanwhile_goes_back_and_says_whose_it_is(
    whole: Whole, board: Board, task: str
) -> None:
    screen = _by_person(board(SUPERVISOR), task)
    screen.page.context.set_offline(True)
    _drag(screen, f"task-{task}", f"column-{staff_id(ZEBO)}")
    _is_in(screen, task, staff_id(ZEBO))
    whole.deed(task, "start", by=GULALAI)

    screen.page.context.set_offline(False)

    _is_in(screen, task, staff_id(GULALAI))
    expect(screen[f"task-{task}"]).to_have_attribute("data-refused", "true")
    screen["waiting"].click()
    expect(screen["refused-list"]).to_contain_text(OWN_SCRIPT[GULALAI])
    assert whole.task_now(task)["status"] == "in_progress"


def _by_person(screen: Screen, task: str) -> Screen:
    screen.go("/board/tasks")
    screen["tasks-by-person"].check()
    _is_in(screen, task, staff_id(GULALAI))
    expect(screen[f"column-{staff_id(ZEBO)}"]).to_be_visible()
    return screen


_IS_ELSEWHERE = """([task, was]) =>
  document.querySelector(`[data-testid="task-${task}"]`).closest('[data-testid^=column-]').dataset.testid !== was"""


def _column_of(screen: Screen, task: str) -> str:
    return str(screen[f"task-{task}"].first.evaluate("card => card.closest('[data-testid^=column-]').dataset.testid"))


def _is_in(screen: Screen, task: str, column: str) -> None:
    expect(screen[f"column-{column}"].get_by_test_id(f"task-{task}")).to_be_visible()


def _drag(screen: Screen, card: str, onto: str) -> None:
    """Take a card with the mouse, carry it over a column as a hand would, and let it go."""
    mouse = screen.page.mouse
    screen[card].hover(position={"x": 40, "y": 20})
    held = screen[card].bounding_box()
    there = screen[onto].bounding_box()
    assert held
    assert there
    mouse.down()
    mouse.move(held["x"] + 48, held["y"] + 28, steps=4)
    mouse.move(there["x"] + there["width"] / 2, there["y"] + min(60, there["height"] / 2), steps=12)
    expect(screen.page.locator("[data-target=true]").get_by_test_id(onto)).to_be_visible()
    screen.page.wait_for_timeout(300)  # what lies there makes room
    mouse.up()
