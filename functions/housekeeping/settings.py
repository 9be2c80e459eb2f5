"""What the tenant chose in another system: taken over into the property's settings, which everybody follows from there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from pydantic import ValidationError
from pydantic.alias_generators import to_camel

from shared.domain.refusals import INVALID_FIELDS
from shared.domain.settings import Choices, Choosing, Settings, SettingsChanged, TenantSettingsChanged
from shared.runtime import tenancy
from shared.runtime.faults import faults
from shared.runtime.routes import handler
from shared.runtime.units import Units
from shared.runtime.work import Work

_NAMES = {to_camel(name): name for name in Choices.model_fields} | {name: name for name in Choices.model_fields}


@handler(TenantSettingsChanged)
def take_over_settings_when_tenant_settings_changed(event: TenantSettingsChanged, units: Units) -> None:
    """Choose as the tenant did; what we have no such setting for is not ours.

    Refused with every value that cannot be, after the others are taken over: people see it parked, and mend it there.
    """
    given = {_NAMES[name]: value for name, value in event.settings.items() if name in _NAMES}
    wrong = {name: message for name, value in given.items() if (message := _fault(name, value))}
    possible = {name: value for name, value in given.items() if name not in wrong}
    conflicts = (units.view().find(Settings, "current") or Settings()).but(**possible).conflicts
    wrong |= {name: message for name, message in conflicts.items() if name in possible}
    right = {name: value for name, value in given.items() if name not in wrong}
    if right:
        units.run("take over", partial(_take_over, chosen=right))
        tenancy.memory.clear()
    if wrong:
        raise INVALID_FIELDS.refuse("; ".join(f"{name}: {why}" for name, why in wrong.items()), fields=wrong)


def _take_over(work: Work, chosen: Mapping[str, Any]) -> None:
    before = work.find(Settings, "current") or Settings()
    after = before.but(**chosen)
    changed = tuple(name for name in chosen if getattr(before, name) != getattr(after, name))
    kept = work.keep(after)
    if changed:
        work.tell(SettingsChanged(property_id=work.place.property_id, changed=changed), revision=kept.revision)


def _fault(name: str, value: Any) -> str | None:
    try:
        Choosing.model_validate({name: value})
    except ValidationError as error:
        return faults(error)[0].message
    return None
