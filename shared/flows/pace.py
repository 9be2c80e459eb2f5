"""How long colleagues take, and who is there when: a shift lead's to see, and everybody's own; the house may let all see it."""

from __future__ import annotations

from shared.domain.people import SERVICES, SHIFT_LEADS, Role
from shared.runtime.work import View

OVERSEERS = SHIFT_LEADS | SERVICES | {Role.SYSTEM}


def sees_pace(view: View) -> bool:
    """Whether who asks may see it of others. `firestore.rules` says the same of what screens listen to."""
    return bool(view.roles & OVERSEERS) or view.settings.share_pace
