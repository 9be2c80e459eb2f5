"""What a property chose: read it, change it, and have the tablets say so."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pydantic import ConfigDict

from shared.domain.people import MANAGERS, STAFF
from shared.domain.refusals import INVALID_FIELDS
from shared.domain.rooms import Room
from shared.domain.settings import Choices, Choosing, Settings, SettingsChanged
from shared.domain.tablets import Tablet
from shared.flows.rows import row, tablet_of
from shared.runtime.routes import Nothing, Request, command, handler, job, query
from shared.runtime.units import Units
from shared.runtime.work import View, Work

_SHOWN = frozenset({"name", "zone", "welcome_message", "house_information", "preset_lowest", "preset_highest"})
"""What stands on a tablet."""


class ChangeSettings(Choosing, Request):
    """Any of the choices; what is left out stays as it is."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


@query("GET /api/v1/properties/{property_id}/settings", allow=STAFF, by_pin=True)
def read_settings(_: Nothing, view: View) -> Settings:
    """Say what the property chose, and the defaults where it chose nothing."""
    return view.find(Settings, "current") or Settings()


@command("PUT /api/v1/properties/{property_id}/settings", allow=MANAGERS, reads=(Settings,))
def change_settings(request: ChangeSettings, work: Work) -> Settings:
    """Change some of the property's settings. Other processes follow within ten seconds."""
    before = work.find(Settings, "current") or Settings()
    after = before.but(**{name: getattr(request, name) for name in request.model_fields_set})
    if wrong := after.conflicts:
        raise INVALID_FIELDS.refuse(fields=wrong)
    changed = tuple(name for name in Choices.model_fields if getattr(before, name) != getattr(after, name))
    kept = work.keep(after)
    if changed:
        work.tell(SettingsChanged(property_id=work.place.property_id, changed=changed), revision=kept.revision)
    return kept


@handler(SettingsChanged)
def show_settings_when_settings_changed(event: SettingsChanged, units: Units) -> None:
    """Have every tablet show the hotel's name, zone, words and range of presets as they are now."""
    if not _SHOWN & set(event.changed):
        return
    for rooms in _pages(units.view()):
        for room in rooms:
            units.run(f"tablet {room.room_id}", partial(_show, room_id=room.room_id))


@job("show-settings", schedule="41 * * * *")
def show_settings(units: Units) -> None:
    """Mend every tablet that does not show its row as it is: a process may have written one by settings of before."""
    view = units.view()
    settings = view.find(Settings, "current") or Settings()
    for rooms in _pages(view):
        tablets = view.gather_all(Tablet, [room.room_id for room in rooms])
        for room, tablet in zip(rooms, tablets, strict=True):
            if tablet is None or tablet.mirroring(room, settings) != tablet:
                units.run(f"tablet {room.room_id}", partial(_show, room_id=room.room_id))


def _pages(view: View) -> Iterator[list[Room]]:
    after = None
    while True:
        page = view.list(Room, limit=200, after=after)
        yield [room for room in page.items if not room.archived]
        after = page.after
        if after is None:
            return


def _show(work: Work, room_id: str) -> None:
    room = row(work, room_id)
    settings = work.find(Settings, "current") or Settings()
    work.keep(tablet_of(work, room_id).mirroring(room, settings))
