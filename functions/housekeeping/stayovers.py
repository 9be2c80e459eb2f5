"""The day's list: who stays on and is served today, whose departure is to be expected, what is dirty and forgotten.

Made anew as often as one likes. What is in progress, paused or written on is kept; what nobody has touched goes, and comes
back, with the reason for it; what was ended by hand stays ended.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from functions.housekeeping.turnovers import follow
from shared.domain.rooms import Room
from shared.domain.settings import SettingsChanged
from shared.domain.tasks import Task
from shared.domain.turnovers import wanted
from shared.flows.letters import parked_letters
from shared.flows.upkeep import needs_of, settle_work
from shared.runtime import tenancy
from shared.runtime.parking import heal
from shared.runtime.routes import ROUTES, handler, job
from shared.runtime.store.port import Where
from shared.runtime.units import Units

_MANY = 5_000  # more rooms than any property has
DECIDING = frozenset(
    {
        *("zone", "audit_hour", "full_service", "stayover_cadence", "stayover_every_days"),
        *("arrival_window_minutes", "inspection_buffer_minutes", "inspections"),
    }
)
"""The choices that the day's list follows from."""


@job("day_list", schedule="*/15 * * * *")
def make_day_list(units: Units) -> None:
    """Bring every room's work to what it needs now, whatever was not heard, or came with the new day."""
    view = units.view()
    rooms = view.list(Room, Where("archived", "==", value=False), limit=_MANY).items
    listed = [one.task_id for room in rooms for one in room.tasks]
    wished = [wish.task_id(0) for room in rooms for wish in wanted(room, None, view.now, view.settings)]
    view.gather_all(Task, [*listed, *wished])
    for room in rooms:
        if not needs_of(view, room).are_met:
            units.run(room.room_id, partial(settle_work, room_id=room.room_id))
    _close_what_healed(units, view.now)


def _close_what_healed(units: Units, began: datetime) -> None:
    """Close the letters that asked for a room's work, where the room has by now what it needs, whatever they said."""
    asking = {route.name for route in ROUTES.values() if route.run.__module__ == follow.__module__}
    letters = [letter for letter in parked_letters(units.view(), asking, began) if "room_id" in letter.about]
    if not letters:
        return
    view = units.view()
    for letter, room in zip(
        letters, view.gather_all(Room, [letter.about["room_id"] for letter in letters]), strict=True
    ):
        if room is None or room.archived or needs_of(view, room).are_met:
            heal(units, letter, "day_list")


@handler(SettingsChanged)
def remake_day_when_settings_changed(event: SettingsChanged, units: Units) -> None:
    """Make the day's list by other choices, at once."""
    if DECIDING & set(event.changed):
        tenancy.memory.clear()
        make_day_list(units)
