"""What the housekeeping service was asked to be: its endpoints, events and aggregates, word for word.

`coverage.py` says of each where it is and which tests carry it; a test fails where there is none.
"""

from __future__ import annotations

from typing import NamedTuple

BASE = "/api/v1/housekeeping"


class Endpoint(NamedTuple):
    method: str
    path: str
    purpose: str


class Told(NamedTuple):
    """An event, and what brings it about or what it brings about."""

    subject: str
    said: str


class Aggregate(NamedTuple):
    name: str
    cardinality: str
    purpose: str
    identity: str


ENDPOINTS = (
    Endpoint("POST", "/tasks", "Create a task (auto-called by event handlers; manual create via backoffice)"),
    Endpoint("GET", "/tasks", "List tasks for a property/shift (filter by status, assignee, priority)"),
    Endpoint("GET", "/tasks/:id", "Read one task"),
    Endpoint("POST", "/tasks/:id/assign", "Assign or reassign to a staff member"),
    Endpoint("POST", "/tasks/:id/start", "Staff starts working"),
    Endpoint("POST", "/tasks/:id/pause", "Pause (with reason: break, awaiting linen, awaiting maintenance)"),
    Endpoint("POST", "/tasks/:id/resume", "Resume from pause"),
    Endpoint("POST", "/tasks/:id/complete", "Mark complete (with linen returned, time spent, photos)"),
    Endpoint("POST", "/tasks/:id/fail", "Mark failed (with reason; triggers re-route or escalation)"),
    Endpoint("POST", "/tasks/:id/escalate", "Escalate to supervisor (e.g., room not vacated)"),
    Endpoint("POST", "/tasks/:id/maintenance-required", "Convert task or pause + emit room.maintenance_required.v1"),
    Endpoint("POST", "/tasks/:id/inspections", "Run inspection (pass/fail + checklist results)"),
    Endpoint("GET", "/rooms/:roomId/status", "Read current room status"),
    Endpoint("POST", "/rooms/:roomId/status", "Manual flip (supervisor override; audit-flagged)"),
    Endpoint("POST", "/rooms/:roomId/block", "Block a room (cleaning / inspection / maintenance / oos)"),
    Endpoint("DELETE", "/rooms/:roomId/block/:blockId", "Clear a block"),
    Endpoint("POST", "/checklists", "Create or version a checklist template"),
    Endpoint("GET", "/checklists", "List active checklist templates"),
    Endpoint("POST", "/lost-and-found", "Record a found item"),
    Endpoint("POST", "/lost-and-found/:id/match", "Match against a guest claim"),
    Endpoint("POST", "/lost-and-found/:id/dispose", "Dispose per policy"),
    Endpoint("GET", "/linen", "List linen lines + current stock"),
    Endpoint("POST", "/linen/:lineId/issue", "Issue linen against a task"),
    Endpoint("POST", "/linen/:lineId/return", "Return linen on completion"),
    Endpoint("GET", "/board", "Composite read for the desktop board (tasks + room statuses + active staff)"),
    Endpoint("GET", "/stats/turnover", "Turnover statistics for a property + date range"),
)

PUBLISHED = (
    Told("melmastoon.housekeeping.task.created.v1", "Task created (auto from checkout, or manual)"),
    Told("melmastoon.housekeeping.task.assigned.v1", "Task assigned to staff"),
    Told("melmastoon.housekeeping.task.reassigned.v1", "Assignment changed"),
    Told("melmastoon.housekeeping.task.started.v1", "Staff pressed Start"),
    Told("melmastoon.housekeeping.task.paused.v1", "Pause with reason"),
    Told("melmastoon.housekeeping.task.resumed.v1", "Resumed after pause"),
    Told("melmastoon.housekeeping.task.completed.v1", "Task complete (cleaning + checklist done)"),
    Told("melmastoon.housekeeping.task.failed.v1", "Task failed with reason"),
    Told("melmastoon.housekeeping.task.cancelled.v1", "Cancelled (reservation modified, room reassigned, …)"),
    Told("melmastoon.housekeeping.task.escalated.v1", "Escalated to supervisor"),
    Told("melmastoon.housekeeping.room.status_changed.v1", "Room status flipped"),
    Told(
        "melmastoon.housekeeping.room.maintenance_required.v1",
        "Cleaning revealed an issue → triggers maintenance-service",
    ),
    Told("melmastoon.housekeeping.inspection.passed.v1", "Inspection passed"),
    Told("melmastoon.housekeeping.inspection.failed.v1", "Inspection failed (room re-cleaned)"),
    Told("melmastoon.housekeeping.checklist.template_updated.v1", "Tenant changed a checklist template"),
    Told("melmastoon.housekeeping.lost_item.recorded.v1", "Item logged in lost & found"),
    Told("melmastoon.housekeeping.lost_item.matched.v1", "Item matched to a guest claim"),
    Told("melmastoon.housekeeping.lost_item.disposed.v1", "Item disposed per policy"),
    Told("melmastoon.housekeeping.linen.low_stock_alert.v1", "Stock fell below the low-watermark"),
    Told("melmastoon.housekeeping.shift.staffing_gap_detected.v1", "Shift capacity insufficient for queued tasks"),
)

CONSUMED = (
    Told(
        "melmastoon.reservation.checked_out.v1",
        "Auto-create turnover HousekeepingTask with priority by next-arrival ETA",
    ),
    Told(
        "melmastoon.reservation.early_checkout.v1",
        "Priority bump on existing turnover task; create one if not yet created",
    ),
    Told("melmastoon.reservation.modification.requested.v1", "Mid-stay cleaning request → create mid_stay_clean task"),
    Told(
        "melmastoon.maintenance.work_order.completed.v1",
        "Return room from out_of_order to cleaning queue (recreate task if needed)",
    ),
    Told("melmastoon.staff.shift.started.v1", "Project a StaffShiftAssignment; refresh router capacity"),
    Told("melmastoon.staff.shift.ended.v1", "Tear down StaffShiftAssignment; reassign open tasks"),
    Told(
        "melmastoon.ai_orchestrator.suggestion.housekeeping_routing.v1",
        "Apply (with HITL gate) the AI routing suggestion to pending tasks",
    ),
    Told("melmastoon.property.room.archived.v1", "Cancel pending tasks; clear RoomStatus row"),
    Told(
        "melmastoon.tenant.settings.changed.v1",
        "Refresh in-memory cache of inspection-required flag, mid-stay cadence, low-watermarks",
    ),
)

AGGREGATES = (
    Aggregate(
        "HousekeepingTask",
        "root, 1 per cleaning unit",
        "Lifecycle, assignment, checklist binding, linen issuance, outcome",
        "hkt_",
    ),
    Aggregate(
        "RoomStatus",
        "1 per room (singleton per (tenant, property, room))",
        "Live status flag and last-flip audit",
        "(singleton key)",
    ),
    Aggregate("CleaningChecklist", "0..N per tenant", "Versioned template; bound at assignment time", "chl_"),
    Aggregate("Inspection", "0..1 per task", "Pass/fail with photo evidence", "ins_"),
    Aggregate("LinenInventory", "1 per linen line per property", "Light stock tracking, low-watermark alerts", "lin_"),
    Aggregate("LostAndFound", "0..N per room/reservation", "Capture, match, dispose", "laf_"),
    Aggregate(
        "StaffShiftAssignment",
        "0..N per shift",
        "Housekeeping-scoped projection of staff-service shift; carries capacity and active task count",
        "(composite, ULID)",
    ),
    Aggregate(
        "RoomBlock",
        "0..N per room",
        "Shared notion with maintenance-service — block reasons (cleaning, inspection, maintenance, oos); we own the cleaning/inspection rows, maintenance-service owns the maintenance rows",
        "(composite, ULID)",
    ),
)

OURS = {
    "HousekeepingTask": "shared.domain.tasks:Task",
    "RoomStatus": "shared.domain.rooms:CleaningState",
    "CleaningChecklist": "shared.domain.checklists:Checklist",
    "Inspection": "shared.domain.inspections:Inspection",
    "LinenInventory": "shared.domain.linen:LinenLine",
    "LostAndFound": "shared.domain.lost_and_found:LostItem",
    "StaffShiftAssignment": "shared.domain.shifts:Shift",
    "RoomBlock": "shared.domain.rooms:Block",
}
"""What each aggregate is called here. The status and the blocks of a room stand on its row."""
