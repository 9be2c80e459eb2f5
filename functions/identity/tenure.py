"""Where in a tenant somebody works: what their documents say in every property, and who may set a secret of theirs."""

from __future__ import annotations

from typing import TypeVar

from shared.domain.documents import Document
from shared.domain.people import Actor, Role
from shared.domain.refusals import Rule
from shared.domain.staff import Staff
from shared.runtime.cloud import cloud
from shared.runtime.tenancy import places_of

D = TypeVar("D", bound=Document)
NOT_YOURS_TO_SET = Rule(
    "MELMASTOON.IDENTITY.NOT_YOURS_TO_SET",
    403,
    "They work elsewhere too: only they themselves set what they sign in with.",
)


def everywhere(kind: type[D], tenant_id: str, document_id: str) -> dict[str, D]:
    """Return a document of this id in each property of the tenant that has one, by the property's id.

    All of one database are read in one round trip; nothing of it is guarded.
    """
    found: dict[str, D] = {}
    places = list(places_of(tenant_id))
    for database in sorted({place.database for place in places}):
        inside = [place for place in places if place.database == database]
        snapshots = cloud().store.read([place.key(kind.collection, document_id) for place in inside])
        for place, snapshot in zip(inside, snapshots, strict=True):
            if snapshot.data is not None:
                found[place.property_id] = kind.model_validate(dict(snapshot.data))
    return found


def jobs_of(tenant_id: str, staff_id: str) -> dict[str, Staff]:
    """Return somebody's document in each property of the tenant that they work in: what is so, not what an account says."""
    return everywhere(Staff, tenant_id, staff_id)


def works_elsewhere(tenant_id: str, staff_id: str, property_id: str) -> bool:
    return bool(jobs_of(tenant_id, staff_id).keys() - {property_id})


def manages_all_of(manager_id: str, tenant_id: str, staff_id: str) -> bool:
    """Whether this person manages every property in which the other works, and there is one."""
    theirs, managed = jobs_of(tenant_id, staff_id), jobs_of(tenant_id, manager_id)
    return bool(theirs) and all(
        (job := managed.get(property_id)) is not None and job.role is Role.MANAGER for property_id in theirs
    )


def prove_may_set_secret(actor: Actor, staff_id: str, property_id: str) -> None:
    """Return if this manager manages every property of that person's. Raises NOT_YOURS_TO_SET.

    A secret opens all that an account may do, so what one property's manager may decide is not enough. `property_id` is
    where the manager was proved to be one already.
    """
    elsewhere = jobs_of(actor.tenant_id, staff_id).keys() - {property_id}
    for other in sorted(elsewhere):
        if Role.MANAGER not in actor.roles_in(other):
            raise NOT_YOURS_TO_SET.refuse(staff_id=staff_id)
