"""Who works here. The document decides; the account for signing in follows it by an event that may come twice.

A crash between the two heals by itself: the event stays in the journal until it is published, and comes again until it
was handled; a job compares once a day what was missed nevertheless.
"""

from __future__ import annotations

from typing import Literal

from functions.identity.accounts import accounts
from functions.identity.accounts.port import Account, EmailTaken, Unreachable
from functions.identity.roster import keep_role
from functions.identity.tenure import jobs_of, works_elsewhere
from shared.domain.documents import Change, Value
from shared.domain.ids import StaffId
from shared.domain.people import MANAGERS
from shared.domain.pins import Pin
from shared.domain.refusals import Rule
from shared.domain.staff import EmailAddress, Languages, OwnScript, Skills, Staff, StaffChanged, StaffRole, staff_id_of
from shared.domain.words import Name
from shared.runtime.identity.sessions import end_sessions
from shared.runtime.identity.standing import revoke
from shared.runtime.lists import ListRequest
from shared.runtime.routes import Request, command, handler, job, query
from shared.runtime.units import TryAgain, Units
from shared.runtime.work import Page, View, Work

WORKS_ELSEWHERE = Rule(
    "MELMASTOON.IDENTITY.WORKS_ELSEWHERE", 409, "They work in another of your properties: invite them, and they accept."
)


class HireStaff(Request):
    """`name_local` is the name in their own script, where that is another one."""

    name: Name
    name_local: OwnScript = ""
    email: EmailAddress
    role: StaffRole
    languages: Languages = ("en",)
    skills: Skills = ()


class ChangeStaff(Request):
    """What is left out stays as it is: `name_local`, which is the name in their own script, and `skills`."""

    staff_id: StaffId
    name: Name
    name_local: OwnScript | None = None
    role: StaffRole
    languages: Languages
    skills: Skills | None = None


class DismissStaff(Request):
    staff_id: StaffId


class Done(Value):
    staff_id: str


@query("GET /api/v1/properties/{property_id}/staff", allow=MANAGERS)
def list_staff(request: ListRequest, view: View) -> Page[Staff]:
    """List who works here."""
    return view.list(Staff, limit=request.limit, after=request.after)


@command("POST /api/v1/properties/{property_id}/staff", allow=MANAGERS, status=201)
def hire_staff(request: HireStaff, work: Work) -> Staff:
    """Add somebody new. Their account follows at once; it has no password until they set one.

    Whoever works in another property of the tenant is invited instead: their account is theirs, and not this manager's.
    """
    staff_id = staff_id_of(work.place.tenant_id, request.email)
    hired = Staff(
        staff_id=staff_id,
        name=request.name,
        name_local=request.name_local,
        email=request.email,
        role=request.role,
        languages=request.languages,
        skills=request.skills,
    )
    change = hired.as_hired(work.find(Staff, staff_id))
    if works_elsewhere(work.place.tenant_id, staff_id, work.place.property_id):
        raise WORKS_ELSEWHERE.refuse(staff_id=staff_id)
    keep_role(work, staff_id, None, request.role)
    return work.keep(change)


@command("PUT /api/v1/properties/{property_id}/staff/{staff_id}", allow=MANAGERS, reads=(Staff, Pin))
def change_staff(request: ChangeStaff, work: Work) -> Staff:
    """Change somebody's name, role, languages or skills. A property always keeps a manager."""
    staff = work.get(Staff, request.staff_id)
    given = {"name_local": request.name_local, "skills": request.skills}
    known = staff.but(**{name: value for name, value in given.items() if value is not None})
    change = known.changed(request.name, request.role, request.languages, by=work.actor.id)
    if request.role is not staff.role:
        keep_role(work, staff.staff_id, staff.role, request.role)
        pin = work.find(Pin, staff.staff_id)
        if pin is not None and not pin.serves(request.role):
            work.forget(pin)
            change = Change(change.state.but(pin_set_at=None), change.events)
    return work.keep(change)


@command("DELETE /api/v1/properties/{property_id}/staff/{staff_id}", allow=MANAGERS, reads=(Staff, Pin))
def dismiss_staff(request: DismissStaff, work: Work) -> Staff:
    """Take somebody out of this property. With no property left their account is closed. A manager always remains."""
    staff = work.get(Staff, request.staff_id)
    work.tell(staff.leaving(by=work.actor.id), revision=staff.revision + 1)
    keep_role(work, staff.staff_id, staff.role, None)
    work.forget(staff)
    pin = work.find(Pin, staff.staff_id)
    if pin is not None:
        work.forget(pin)
    return staff


@handler(StaffChanged)
def sync_account_when_staff_changed(event: StaffChanged, units: Units) -> None:
    """Have the account say what the staff documents of all properties say now. May run twice, and late."""
    _sync_and_mark(event.staff_id, units)


@job("sync-staff", schedule="17 3 * * *")
def sync_staff(units: Units) -> None:
    """Compare every account of a property with its documents, and mend what events have missed."""
    view, after = units.view(), None
    while True:
        page = view.list(Staff, limit=200, after=after)
        for staff in page.items:
            _sync_and_mark(staff.staff_id, units)
        after = page.after
        if after is None:
            return


def _sync_and_mark(staff_id: str, units: Units) -> None:
    account: Literal["ok", "taken"] = "ok"
    if units.view().find(Staff, staff_id) is None:
        end_sessions(units.place.tenant_id, staff_id, units.place.property_id)
    try:
        sync_account(units.place.tenant_id, staff_id)
    except EmailTaken:
        account = "taken"
    except Unreachable as reason:
        raise TryAgain(str(reason)) from None
    staff = units.view().find(Staff, staff_id)
    if staff is not None and staff.account != account:
        units.run(f"account of {staff_id}", lambda work: _mark(work, staff_id, account))


def _mark(work: Work, staff_id: str, account: Literal["ok", "taken"]) -> None:
    staff = work.find(Staff, staff_id)
    if staff is not None:
        work.keep(staff.but(account=account))


def sync_account(tenant_id: str, staff_id: str) -> None:
    """Bring one account up to date, until nothing changed meanwhile. Raises EmailTaken, Unreachable."""
    for _ in range(5):
        wanted = _wanted(tenant_id, staff_id)
        _bring_to(wanted, staff_id)
        if _wanted(tenant_id, staff_id) == wanted:
            return
    raise Unreachable(f"{staff_id} keeps changing")


def _bring_to(wanted: Account | None, staff_id: str) -> None:
    known = accounts().find(staff_id)
    if wanted is None:
        if known is not None and not known.disabled:
            revoke(staff_id, disabled=True)
            accounts().put(Account(staff_id, known.email, known.name, {}, disabled=True))
            accounts().sign_out(staff_id)
        return
    if known == wanted:
        return
    if known is None:
        accounts().put(wanted)
        return
    accounts().put(wanted)
    if known.disabled:
        revoke(staff_id, disabled=False)


def _wanted(tenant_id: str, staff_id: str) -> Account | None:
    """Return the account as the documents of all the tenant's properties want it; None where no property has them.

    It says whose account it is, and nothing of what they may do: that is in the documents.
    """
    found = jobs_of(tenant_id, staff_id)
    if not found:
        return None
    one = found[min(found)]
    return Account(staff_id, one.email, one.name, {"tenant": tenant_id})
