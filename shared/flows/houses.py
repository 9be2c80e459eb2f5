"""One person in several properties of a tenant: where else they are at work just now.

Each property may have its own database, and no commit reaches into two: so this is looked at, not guarded, and what two starts
within the same moment slip past is found by the next minute (docs/decisions/one-person-two-houses.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.domain.refusals import Rule
from shared.domain.settings import Settings
from shared.domain.worklists import Worklist
from shared.runtime.place import Place
from shared.runtime.tenancy import places_of
from shared.runtime.work import View

AT_WORK_IN_ANOTHER_HOUSE = Rule(
    "MELMASTOON.HOUSEKEEPING.AT_WORK_IN_ANOTHER_HOUSE", 409, "They are at work in another house."
)


@dataclass(frozen=True)
class Elsewhere:
    """What somebody is at in another property: which (`house` is its name), in which room and on which task."""

    property_id: str
    house: str
    room_id: str | None
    task_id: str


def check_alone(view: View, staff_id: str) -> None:
    """Raise Refusal AT_WORK_IN_ANOTHER_HOUSE, naming house and room, where they are at work in another property."""
    for there in at_work_elsewhere(view, [staff_id]).values():
        raise AT_WORK_IN_ANOTHER_HOUSE.refuse(
            f"They are at work in {there.room_id or 'a room'} of {there.house}.",
            staff_id=staff_id,
            property_id=there.property_id,
            house=there.house,
            room_id=there.room_id,
            task_id=there.task_id,
        )


def at_work_elsewhere(view: View, staff_ids: Iterable[str]) -> Mapping[str, Elsewhere]:
    """Return which of these people are at work in another property of the tenant, and where; read anew, not guarded."""
    found: dict[str, Elsewhere] = {}
    wanted = list(dict.fromkeys(staff_ids))
    for places in _others(view, wanted).values():
        keys = [place.key(Worklist.collection, one) for place in places for one in wanted]
        keys += [place.key(Settings.collection, "current") for place in places]
        documents = {snapshot.key: snapshot.data for snapshot in view.store.read(keys)}
        for place in places:
            settings = Settings.model_validate(dict(documents[place.key(Settings.collection, "current")] or {}))
            for one in wanted:
                data = documents[place.key(Worklist.collection, one)]
                hands = Worklist.model_validate(dict(data)) if data else None
                if hands is not None and hands.running is not None:
                    found[one] = _there(place, settings.name, hands, hands.running)
    return found


def _others(view: View, staff_ids: list[str]) -> Mapping[str, list[Place]]:
    """Return the other properties by database: of who taps for themself those where they have a role, else all."""
    alone = staff_ids == [view.actor.id]
    if alone and view.actor.roles.keys() <= {view.place.property_id}:
        return {}
    places: dict[str, list[Place]] = defaultdict(list)
    for place in places_of(view.place.tenant_id):
        if place != view.place and not (alone and not view.actor.roles_in(place.property_id)):
            places[place.database].append(place)
    return places


def _there(place: Place, name: str, hands: Worklist, task_id: str) -> Elsewhere:
    room_id = next((one.room_id for one in hands.tasks if one.task_id == task_id), None)
    return Elsewhere(place.property_id, name or place.property_id, room_id, task_id)
