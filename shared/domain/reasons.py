"""Why the house itself changed a row, a task or a shift: the reasons that no person gave.

They stand in the fields in which people write theirs, in English for who reads the API. Screens say them in their language:
`scripts/generate` tells the screens of these lists, and a screen that has no words for one of them does not compile.
"""

from __future__ import annotations

from enum import StrEnum


class HouseReason(StrEnum):
    """After BLOCK_CLEARED and a colon comes the reason of the block."""

    CHECK_IN = "check-in"
    CHECK_OUT = "check-out"
    GUEST_HAS_LEFT = "the guest has left"
    INSPECTION_FAILED = "inspection failed"
    MENDED = "mended"
    UNTOUCHED = "untouched"
    SHIFT_ENDED = "shift ended"
    DID_NOT_COME = "did not come on shift"
    PUT_BACK = "put back"
    IN_TWO_HOUSES = "at work in two houses"
    CLEANED_AGAIN = "cleaned again since"
    CLEANS_NO_MORE = "cleans here no more"
    BLOCK_ENDED = "block ended"
    BLOCK_CLEARED = "block cleared"
    OUT_OF_USE_IN_PMS = "out of use in the PMS"
    SAID_BY_PMS = "said by the PMS"


class NotNeeded(StrEnum):
    """Why the house ends a task by itself. Ended for one of these, it is opened anew when the need comes back."""

    NEXT_GUEST_IS_IN = "the next guest is in the room"
    GUEST_IS_BACK = "the guest is in the room after all"
    GUEST_STAYS_ON = "the guest stays on"
    GUEST_IS_GONE = "the guest is in the room no more"
    ROOM_IS_CLEAN = "the room was cleaned without it"
    NOT_TODAY = "no service that day"
    REQUEST_IS_CLOSED = "the request is closed"
    NOTHING_TO_INSPECT = "there is nothing to inspect"
    ROOM_IS_ARCHIVED = "the property has the room no more"
