"""What the tenant chose in another system: taken over into the property's settings, which everybody follows from there.

By our own names, and by those three that the tenant's service has for housekeeping: `inspectionRequired`, `midStayCadence`
(one of our words, or every how many days) and `lowWatermarks` (of linen lines, by their id or name).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from functions.housekeeping.linen import Pieces
from shared.domain.folding import folded
from shared.domain.linen import LinenLine
from shared.domain.refusals import INVALID_FIELDS
from shared.domain.settings import Cadence, Choices, Choosing, Settings, SettingsChanged, TenantSettingsChanged
from shared.runtime.faults import faults
from shared.runtime.journal import Reply
from shared.runtime.routes import handler
from shared.runtime.units import Units
from shared.runtime.work import View, Work

_NAMES = {to_camel(name): name for name in Choices.model_fields} | {name: name for name in Choices.model_fields}
_THEIRS = {"inspectionRequired": "inspections", "inspection_required": "inspections"}
_CADENCE = ("midStayCadence", "mid_stay_cadence")
_WATERMARKS = ("lowWatermarks", "low_watermarks")
_PIECES: TypeAdapter[int] = TypeAdapter(Pieces)
_MANY = 1_000  # more lines of linen than any property has


@handler(TenantSettingsChanged, newest=True)
def take_over_settings_when_tenant_settings_changed(event: TenantSettingsChanged, units: Units) -> None:
    """Choose as the tenant did. What we have no such setting for is not ours: the journal names it.

    Refused with every value that cannot be, after the others are taken over: people see it parked, and mend it there.
    """
    view = units.view()
    chosen, said = _chosen(event.settings)
    watermarks: Any = next((event.settings[name] for name in _WATERMARKS if name in event.settings), {})
    levels, wrong = _levels(view, watermarks)
    wrong |= {said[name]: message for name, value in chosen.items() if (message := _fault(name, value))}
    possible = {name: value for name, value in chosen.items() if said[name] not in wrong}
    conflicts = (view.find(Settings, "current") or Settings()).but(**possible).conflicts
    wrong |= {said[name]: message for name, message in conflicts.items() if name in possible}
    right = {name: value for name, value in possible.items() if said[name] not in wrong}
    unknown = sorted(event.settings.keys() - said.values() - {*_WATERMARKS, *_CADENCE})
    if right or levels or unknown:
        units.run("take over", partial(_take_over, chosen=right, levels=levels, unknown=unknown))
    if wrong:
        raise INVALID_FIELDS.refuse("; ".join(f"{name}: {why}" for name, why in wrong.items()), fields=wrong)


def _chosen(settings: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was chosen by our names, and what each was called there. Our own name goes before theirs."""
    chosen: dict[str, Any] = {}
    said: dict[str, str] = {}
    for name, value in settings.items():
        if name in _CADENCE:
            ours = _cadence(value)
        else:
            known = _NAMES.get(name) or _THEIRS.get(name)
            ours = {known: value} if known else {}
        for one, meant in ours.items():
            if one not in chosen or name in _NAMES:
                chosen[one], said[one] = meant, name
    return chosen, said


def _cadence(value: Any) -> dict[str, Any]:
    """Return what a cadence of the tenant's service means here: every so many days, or one of our words."""
    if isinstance(value, int) and not isinstance(value, bool):
        days = {"stayover_cadence": Cadence.EVERY_N_DAYS, "stayover_every_days": value}
        return {"stayover_cadence": Cadence.DAILY} if value == 1 else days
    return {"stayover_cadence": value}


def _levels(view: View, given: Any) -> tuple[dict[str, int], dict[str, str]]:
    """Return the watermarks by line, and what is wrong with the others, by the name that they were given."""
    if not isinstance(given, Mapping):
        return {}, {_WATERMARKS[0]: "is a number of pieces for each line"}
    lines = view.list(LinenLine, order_by=("name",), limit=_MANY).items if given else []
    known = {folded(line.name): line.line_id for line in lines} | {line.line_id: line.line_id for line in lines}
    levels: dict[str, int] = {}
    wrong: dict[str, str] = {}
    for name, pieces in given.items():
        line_id = known.get(name) or known.get(folded(name))
        try:
            level = _PIECES.validate_python(pieces)
        except ValidationError as error:
            wrong[f"{_WATERMARKS[0]}.{name}"] = faults(error)[0].message
            continue
        if line_id is None:
            wrong[f"{_WATERMARKS[0]}.{name}"] = "is no line of linen here"
        else:
            levels[line_id] = level
    return levels, wrong


def _take_over(work: Work, chosen: Mapping[str, Any], levels: Mapping[str, int], unknown: list[str]) -> Reply:
    before = work.find(Settings, "current") or Settings()
    after = before.but(**chosen)
    changed = tuple(name for name in chosen if getattr(before, name) != getattr(after, name))
    kept = work.keep(after)
    if changed:
        work.tell(SettingsChanged(property_id=work.place.property_id, changed=changed), revision=kept.revision)
    for line in work.gather_all(LinenLine, list(levels)):
        if line is not None:
            work.keep(line.but(low_watermark=levels[line.line_id]).set_up(work.now))
    return Reply(status=204, data={"changed": list(changed), "unknown": unknown})


def _fault(name: str, value: Any) -> str | None:
    try:
        Choosing.model_validate({name: value})
    except ValidationError as error:
        return faults(error)[0].message
    return None
