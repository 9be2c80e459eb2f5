"""Inviting who works in another property of the tenant: a manager asks, and the person themselves says yes or no.

An invitation opens nothing. What makes somebody staff is their own answer, given from a sign-in of their own.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from functions.identity.journaled import caller_of, journaled
from functions.identity.roster import keep_role
from functions.identity.tenure import everywhere, jobs_of
from shared.domain.documents import Value
from shared.domain.ids import Slug, StaffId
from shared.domain.invitations import NOBODY_TO_INVITE, Invitation
from shared.domain.people import MANAGERS, STAFF
from shared.domain.refusals import NOT_FOUND
from shared.domain.staff import EmailAddress, Staff, StaffRole, staff_id_of
from shared.runtime.cloud import cloud
from shared.runtime.http import Http
from shared.runtime.journal import Reply
from shared.runtime.routes import Nothing, Request, command, endpoint, job, query
from shared.runtime.tenancy import place_of
from shared.runtime.units import Units
from shared.runtime.work import View, Work

_MOST = 500


class InviteStaff(Request):
    email: EmailAddress
    role: StaffRole


class WithdrawInvitation(Request):
    staff_id: StaffId


class AnswerInvitation(Request):
    """`house_id` is the property that invites: one has no role there yet."""

    house_id: Slug


class MyInvitation(Value):
    """What the person sees: where, as what, from whom, and until when they may answer."""

    property_id: str
    role: StaffRole
    invited_by: str
    invited_at: datetime
    expires_at: datetime


@command("POST /api/v1/properties/{property_id}/invitations", allow=MANAGERS, status=201)
def invite_staff(request: InviteStaff, work: Work) -> Invitation:
    """Invite somebody who works in another of the tenant's properties. Asked again, it is made anew."""
    staff_id = staff_id_of(work.place.tenant_id, request.email)
    here, before = work.gather((Staff, staff_id), (Invitation, staff_id))
    jobs = jobs_of(work.place.tenant_id, staff_id)
    if not jobs:
        raise NOBODY_TO_INVITE.refuse(email=request.email)
    made = Invitation.to(jobs[min(jobs)], request.role, by=work.actor.id, now=work.now, here=here)
    return work.keep(made.but(revision=before.revision) if before else made)


@query("GET /api/v1/properties/{property_id}/invitations", allow=MANAGERS)
def list_invitations(_: Nothing, view: View) -> list[Invitation]:
    """List whom the property has invited and who has not answered yet."""
    return [one for one in view.list(Invitation, limit=_MOST).items if one.is_open(view.now)]


@command("DELETE /api/v1/properties/{property_id}/invitations/{staff_id}", allow=MANAGERS, reads=(Invitation,))
def withdraw_invitation(request: WithdrawInvitation, work: Work) -> Invitation:
    """Take an invitation back that was not answered yet."""
    invitation = work.get(Invitation, request.staff_id)
    work.forget(invitation)
    return invitation


@endpoint("GET /auth/me/invitations", allow=STAFF)
def list_own_invitations(_: Nothing, http: Http) -> list[MyInvitation]:
    """List where one is invited."""
    actor, now = caller_of(http), cloud().clock()
    found = everywhere(Invitation, actor.tenant_id, actor.id)
    return [_mine(property_id, one) for property_id, one in sorted(found.items()) if one.is_open(now)]


@endpoint("POST /auth/me/invitations/{house_id}/accept", allow=STAFF)
def accept_invitation(request: AnswerInvitation, http: Http) -> Staff:
    """Say yes: from now on one works there, in the role one was invited to."""
    actor, place = caller_of(http), place_of(caller_of(http).tenant_id, request.house_id)
    jobs = jobs_of(actor.tenant_id, actor.id)
    accepted: list[Staff] = []

    def decide(work: Work) -> Reply:
        invitation, here = work.gather((Invitation, actor.id), (Staff, actor.id))
        if invitation is None or not jobs:
            raise NOT_FOUND.refuse("You are not invited there, or no longer.", property_id=place.property_id)
        change = invitation.accepted(jobs[min(jobs)], work.now).as_hired(here)
        work.forget(invitation)
        keep_role(work, actor.id, None, invitation.role)
        accepted.append(work.keep(change))
        return Reply(data={"staff_id": actor.id, "role": invitation.role.value})

    journaled(accept_invitation, http, place, decide)
    return accepted[-1]


@endpoint("DELETE /auth/me/invitations/{house_id}", allow=STAFF)
def decline_invitation(request: AnswerInvitation, http: Http) -> MyInvitation:
    """Say no."""
    actor, place = caller_of(http), place_of(caller_of(http).tenant_id, request.house_id)
    declined: list[Invitation] = []

    def decide(work: Work) -> Reply:
        invitation = work.find(Invitation, actor.id)
        if invitation is None:
            raise NOT_FOUND.refuse("You are not invited there, or no longer.", property_id=place.property_id)
        declined.append(invitation)
        work.forget(invitation)
        return Reply(data={"staff_id": actor.id})

    journaled(decline_invitation, http, place, decide)
    return _mine(place.property_id, declined[-1])


@job("expire-invitations", schedule="47 3 * * *")
def expire_invitations(units: Units) -> None:
    """Forget the invitations that nobody answered in time."""
    for invitation in units.view().list(Invitation, limit=_MOST).items:
        if not invitation.is_open(units.now):
            units.run(f"invitation of {invitation.staff_id}", partial(_expire, staff_id=invitation.staff_id))


def _expire(work: Work, staff_id: str) -> None:
    invitation = work.find(Invitation, staff_id)
    if invitation is not None and not invitation.is_open(work.now):
        work.forget(invitation)


def _mine(property_id: str, invitation: Invitation) -> MyInvitation:
    facts = {name: getattr(invitation, name) for name in MyInvitation.model_fields if name != "property_id"}
    return MyInvitation(property_id=property_id, **facts)
