"""The stand-in speaks Mews' protocol as documented, and its troubles can be played again."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from werkzeug.serving import make_server

from emulators.demo import demo_hotel
from emulators.pms.mews import (
    AT_ONCE,
    DEMO_CREDENTIALS,
    Fault,
    MewsStandIn,
    RequestLimit,
    Rules,
    RuleViolated,
    WebhookSettings,
)
from emulators.pms.mews.__main__ import read, stand_in

DAY = date(2026, 3, 22)
ZONE = ZoneInfo("Asia/Kabul")
HOTEL = demo_hotel(DAY, zone=ZONE)
NOON = datetime(2026, 3, 22, 10, 0, tzinfo=UTC)  # 14:30 in Kabul
OUR_WEBHOOK = "https://bridge.invalid/webhooks/pms/mews/1/secret"
MORE_THAN_MEWS_SENDS = 50


def _keys(words: str) -> set[str]:
    return set(words.split())


RESERVATION_KEYS = _keys("""
    Id ServiceId AccountId AccountType CreatorProfileId UpdaterProfileId BookerId Number State Origin
    CommanderOrigin OriginDetails CreatedUtc UpdatedUtc CancelledUtc VoucherId BusinessSegmentId Options RateId
    CreditCardId GroupId RequestedResourceCategoryId AssignedResourceId AvailabilityBlockId PartnerCompanyId
    TravelAgencyId AssignedResourceLocked ChannelNumber ChannelManagerNumber CancellationReason ReleasedUtc
    StartUtc EndUtc ScheduledStartUtc ActualStartUtc ScheduledEndUtc ActualEndUtc Purpose QrCodeData
    PersonCounts
""")
RESOURCE_KEYS = _keys("""
    Id EnterpriseId IsActive ParentResourceId Name State Descriptions CreatedUtc UpdatedUtc Data ExternalNames
    Directions
""")
BLOCK_KEYS = _keys("""
    Id EnterpriseId AssignedResourceId IsActive Type StartUtc EndUtc CreatedUtc UpdatedUtc DeletedUtc Name Notes
""")
CUSTOMER_KEYS = _keys("""
    Id ChainId Number Title Sex FirstName LastName SecondLastName NationalityCode PreferredLanguageCode
    LanguageCode BirthDate BirthCountryCode BirthCountrySubdivisionCode BirthPlace Occupation Email HasOtaEmail
    Phone TaxIdentificationNumber LoyaltyCode AccountingCode BillingCode Notes CarRegistrationNumber
    DietaryRequirements CreatedUtc UpdatedUtc Passport IdentityCard Visa DriversLicense Address AddressId
    Classifications Options ItalianDestinationCode ItalianFiscalCode ItalianLotteryCode CompanyId MergeTargetId
    ActivityState IsActive PreferredSpaceFeatures CreatorProfileId UpdaterProfileId
""")


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Receiver:
    """What would be our webhook: keeps what it was sent and answers what it was told to."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.status = 200

    def __call__(self, url: str, body: bytes) -> int:
        assert url == OUR_WEBHOOK
        self.bodies.append(json.loads(body))
        return self.status

    def told(self) -> list[list[tuple[str, str]]]:
        return [[(e["Discriminator"], e["Value"]["Id"]) for e in body["Events"]] for body in self.bodies]


class World:
    """A stand-in with a clock, a receiver and an integrator that calls it."""

    def __init__(self, **settings: Any) -> None:
        self.clock = Clock()
        self.receiver = Receiver()
        self.naps: list[float] = []
        self.mews = MewsStandIn(
            HOTEL,
            clock=self.clock,
            send=self.receiver,
            sleep=self.naps.append,
            **({"webhook_url": OUR_WEBHOOK} | settings),
        )
        self.desk = self.mews.desk
        self.http = httpx.Client(transport=httpx.WSGITransport(app=self.mews.wsgi), base_url="http://mews.invalid")

    def post(self, operation: str, **body: object) -> httpx.Response:
        tokens = {
            "ClientToken": DEMO_CREDENTIALS.client_token,
            "AccessToken": DEMO_CREDENTIALS.access_token,
            "Client": "RoomStateSync tests",
        }
        return self.http.post(f"/api/connector/v1/{operation}", json=tokens | body)

    def ask(self, operation: str, **body: object) -> dict[str, Any]:
        reply = self.post(operation, **body)
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    def reservations(self, **filters: object) -> list[dict[str, Any]]:
        found = self.ask("reservations/getAll/2023-06-06", Limitation={"Count": 1000}, **filters)
        rows: list[dict[str, Any]] = found["Reservations"]
        return rows

    def resource(self, room: str) -> dict[str, Any]:
        extent = {"Resources": True}
        found = self.ask("resources/getAll", Names=[room], Extent=extent, Limitation={"Count": 1})
        row: dict[str, Any] = found["Resources"][0]
        return row

    def push(self, room: str, state: str) -> httpx.Response:
        return self.post("resources/update", ResourceUpdates=[self.update(room, state)])

    def update(self, room: str, state: str) -> dict[str, object]:
        return {"ResourceId": self.desk.room_id(room), "State": {"Value": state}}

    def block(self, room: str, kind: str = "OutOfOrder") -> dict[str, object]:
        return {
            "ResourceId": self.desk.room_id(room),
            "Name": "No hot water",
            "Type": kind,
            "StartUtc": "2026-03-22T09:00:00Z",
            "EndUtc": "2026-03-22T18:00:00Z",
        }

    def empty_room(self, state: str = "Inspected") -> str:
        """Find a room nobody is in or expected in."""
        taken = {self.desk.room_number(stay.resource_id) for stay in self.desk.reservations() if stay.holds_its_room}
        rooms = (row for row in self.desk.rooms() if row["Room"] not in taken and row["State"] == state)
        return str(next(rooms)["Room"])

    def arrival_to_a_ready_room(self) -> str:
        ready = (stay for stay in self.desk.arrivals() if stay.resource_id and self._is_ready(stay.resource_id))
        return str(self.desk.room_number(next(ready).resource_id))

    def _is_ready(self, room_id: str) -> bool:
        room = str(self.desk.room_number(room_id))
        return self.desk.room_state(room) == "Inspected" and self.desk.in_house(room) is None


@pytest.fixture
def world() -> World:
    return World()


class TestProtocol:
    def test_configuration_says_where_and_when_the_hotel_is(self, world: World) -> None:
        answer = world.ask("configuration/get")
        assert set(answer) == {
            "NowUtc",
            "Enterprise",
            "Service",
            "PaymentCardStorage",
            "IsIdentityDocumentNumberRequired",
        }
        assert answer["NowUtc"] == "2026-03-22T10:00:00Z"
        assert answer["Enterprise"]["TimeZoneIdentifier"] == ZONE.key
        assert answer["Enterprise"]["Id"] == world.mews.house.enterprise_id

    def test_a_reservation_has_the_documented_keys(self, world: World) -> None:
        stay = world.reservations(States=["Started"])[0]
        assert set(stay) == RESERVATION_KEYS
        assert set(stay["Options"]) == {
            "OwnerCheckedIn",
            "AllCompanionsCheckedIn",
            "AnyCompanionCheckedIn",
            "ConnectorCheckIn",
        }
        assert all(set(count) == {"AgeCategoryId", "Count"} and count["Count"] > 0 for count in stay["PersonCounts"])

    def test_a_resource_has_the_documented_keys(self, world: World) -> None:
        room = world.resource("315")
        assert set(room) == RESOURCE_KEYS
        assert room["Data"]["Discriminator"] == "Space"
        assert room["Data"]["Value"]["FloorNumber"] == "3"

    def test_a_customer_has_the_documented_keys(self, world: World) -> None:
        account = world.reservations(AssignedResourceIds=[world.desk.room_id("204")], States=["Started"])[0][
            "AccountId"
        ]
        extent = {"Customers": True, "Addresses": False}
        answer = world.ask("customers/getAll", CustomerIds=[account], Extent=extent, Limitation={"Count": 1})
        assert set(answer) == {"Customers", "Documents", "Cursor"}
        guest = answer["Customers"][0]
        assert set(guest) == CUSTOMER_KEYS
        assert (guest["LanguageCode"], guest["Classifications"]) == ("fa-AF", ["Returning"])

    def test_a_block_has_the_documented_keys(self, world: World) -> None:
        added = world.ask("resourceBlocks/add", ResourceBlocks=[world.block(world.empty_room())])["ResourceBlocks"]
        listed = world.ask("resourceBlocks/getAll", Limitation={"Count": 10})["ResourceBlocks"]
        assert set(added[0]) == BLOCK_KEYS
        assert listed == added

    def test_a_resource_is_of_a_category_of_the_stay_service(self, world: World) -> None:
        count = {"Count": 100}
        service = world.ask("services/getAll", Limitation=count)["Services"][0]
        kinds = world.ask("resourceCategories/getAll", ServiceIds=[service["Id"]], Limitation=count)
        ids = [kind["Id"] for kind in kinds["ResourceCategories"]]
        links = world.ask("resourceCategoryAssignments/getAll", ResourceCategoryIds=ids, Limitation=count)
        assert service["Data"]["Discriminator"] == "Bookable"
        assert len(ids) == 4
        assert len(links["ResourceCategoryAssignments"]) == 60

    def test_an_extent_that_is_not_asked_for_is_null(self, world: World) -> None:
        extent = {"Resources": False, "ResourceCategories": True}
        answer = world.ask("resources/getAll", Extent=extent, Limitation={"Count": 5})
        assert answer["Resources"] is None
        assert answer["ResourceCategories"]
        assert answer["Cursor"]

    def test_every_answer_names_its_request(self, world: World) -> None:
        good, bad = world.post("configuration/get"), world.post("resources/getAll")
        assert good.headers["Request-Id"] != bad.headers["Request-Id"]
        assert bad.json()["RequestId"] == bad.headers["Request-Id"]

    def test_an_empty_page_may_be_asked_for_as_204(self, world: World) -> None:
        world.http.headers["Prefer"] = "return=minimal"
        reply = world.post("resourceBlocks/getAll", Limitation={"Count": 1})
        assert (reply.status_code, reply.content) == (204, b"")

    def test_ids_are_the_same_in_every_run(self, world: World) -> None:
        assert World().resource("204")["Id"] == world.resource("204")["Id"]


class TestFilters:
    def test_reservations_are_found_by_id_room_state_and_number(self, world: World) -> None:
        stay = world.reservations(AssignedResourceIds=[world.desk.room_id("204")], States=["Started"])[0]
        assert world.reservations(ReservationIds=[stay["Id"]]) == [stay]
        assert world.reservations(Numbers=[stay["Number"]]) == [stay]
        assert {found["State"] for found in world.reservations(States=["Started", "Confirmed"])} == {
            "Started",
            "Confirmed",
        }

    def test_reservations_are_found_by_when_they_changed(self, world: World) -> None:
        since = {"StartUtc": "2026-03-22T10:00:00Z", "EndUtc": "2026-03-22T12:00:00Z"}
        assert world.reservations(UpdatedUtc=since) == []
        changed = world.desk.extend(room="204")
        assert [stay["Id"] for stay in world.reservations(UpdatedUtc=since)] == [changed.id]

    def test_reservations_are_found_by_when_they_arrive_and_whom_they_meet(self, world: World) -> None:
        today = {"StartUtc": "2026-03-21T19:30:00Z", "EndUtc": "2026-03-22T19:29:59Z"}
        assert len(world.reservations(ScheduledStartUtc=today, States=["Confirmed"])) == 12
        assert len(world.reservations(CollidingUtc=today, States=["Started"])) == 38

    def test_an_interval_over_three_months_is_refused(self, world: World) -> None:
        year = {"StartUtc": "2026-01-01T00:00:00Z", "EndUtc": "2026-12-31T00:00:00Z"}
        reply = world.post("reservations/getAll/2023-06-06", UpdatedUtc=year, Limitation={"Count": 1})
        assert (reply.status_code, reply.json()["Message"]) == (400, "Invalid UpdatedUtc.")

    def test_scheduled_and_actual_start_exclude_each_other(self, world: World) -> None:
        day = {"StartUtc": "2026-03-22T00:00:00Z", "EndUtc": "2026-03-23T00:00:00Z"}
        both = {"ScheduledStartUtc": day, "ActualStartUtc": day}
        assert world.post("reservations/getAll/2023-06-06", Limitation={"Count": 1}, **both).status_code == 400

    def test_deleted_blocks_are_shown_only_when_asked_for(self, world: World) -> None:
        added = world.ask("resourceBlocks/add", ResourceBlocks=[world.block(world.empty_room())])["ResourceBlocks"]
        world.ask("resourceBlocks/delete", ResourceBlockIds=[added[0]["Id"]])
        both = ["Active", "Deleted"]
        assert world.ask("resourceBlocks/getAll", Limitation={"Count": 1})["ResourceBlocks"] == []
        shown = world.ask("resourceBlocks/getAll", ActivityStates=both, Limitation={"Count": 1})["ResourceBlocks"]
        assert shown[0]["DeletedUtc"] == "2026-03-22T10:00:00Z"

    def test_customers_need_a_filter(self, world: World) -> None:
        reply = world.post("customers/getAll", Extent={"Customers": True}, Limitation={"Count": 1})
        assert (reply.status_code, reply.json()["Message"]) == (400, "Invalid CustomerIds.")


class TestPages:
    def test_pages_give_everything_once_newest_first(self, world: World) -> None:
        seen = list(self._walk(world, count=7))
        assert len(seen) == len({stay["Id"] for stay in seen}) == len(HOTEL.stays)
        assert [stay["CreatedUtc"] for stay in seen] == sorted((s["CreatedUtc"] for s in seen), reverse=True)

    def test_a_page_is_not_disturbed_by_what_is_booked_meanwhile(self, world: World) -> None:
        walk = self._walk(world, count=7)
        first = next(walk)
        world.desk.create_reservation()
        assert len([first, *walk]) == len(HOTEL.stays)

    def test_no_data_means_no_cursor(self, world: World) -> None:
        answer = world.ask("resourceBlocks/getAll", Limitation={"Count": 1})
        assert answer == {"ResourceBlocks": [], "Cursor": None}

    @pytest.mark.parametrize("limitation", [None, {}, {"Count": 0}, {"Count": 1001}, {"Count": "ten"}])
    def test_a_limitation_from_1_to_1000_is_required(self, world: World, limitation: object) -> None:
        reply = world.post("reservations/getAll/2023-06-06", Limitation=limitation)
        assert (reply.status_code, reply.json()["Message"]) == (400, "Invalid Limitation.")

    def test_an_unknown_cursor_is_refused(self, world: World) -> None:
        nowhere = {"Count": 1, "Cursor": world.mews.house.enterprise_id}
        assert world.post("reservations/getAll/2023-06-06", Limitation=nowhere).status_code == 400

    def _walk(self, world: World, count: int) -> Iterator[dict[str, Any]]:
        cursor = None
        while True:
            page = world.ask("reservations/getAll/2023-06-06", Limitation={"Count": count, "Cursor": cursor})
            yield from page["Reservations"]
            cursor = page["Cursor"]
            if cursor is None:
                return


class TestRefusals:
    def test_wrong_tokens_are_401_and_nothing_of_them_is_recorded(self, world: World) -> None:
        assert world.post("configuration/get", AccessToken="stolen").status_code == 401
        assert world.post("configuration/get", ClientToken="stolen").status_code == 401
        world.post("resources/update", ResourceUpdates=[])
        assert "Token" not in json.dumps(world.mews.requests.writes()[0].body)

    def test_a_missing_client_name_is_400(self, world: World) -> None:
        assert world.post("configuration/get", Client=None).status_code == 400

    @pytest.mark.parametrize("address", ["configuration/Get", "configuration/get/", "resources/getOccupancyState"])
    def test_an_address_that_does_not_match_exactly_is_404(self, world: World, address: str) -> None:
        assert world.post(address).status_code == 404

    def test_only_post_is_answered(self, world: World) -> None:
        assert world.http.get("/api/connector/v1/configuration/get").status_code == 404

    def test_broken_json_is_400_in_the_documented_shape(self, world: World) -> None:
        headers = {"Content-Type": "application/json"}
        reply = world.http.post("/api/connector/v1/configuration/get", content=b'{"a": 1,}', headers=headers)
        assert reply.status_code == 400
        assert set(reply.json()) == {"Message", "RequestId", "Details"}
        assert reply.json()["Message"] == "Invalid JSON."

    def test_an_unknown_room_is_400_and_nothing_else_is_written(self, world: World) -> None:
        stranger = {"ResourceId": world.mews.house.chain_id, "State": {"Value": "Clean"}}
        reply = world.post("resources/update", ResourceUpdates=[world.update("204", "Inspected"), stranger])
        assert (reply.status_code, reply.json()["Message"]) == (400, "Invalid ResourceId.")
        assert world.desk.room_state("204") == "Dirty"

    @pytest.mark.parametrize("state", ["OutOfOrder", "clean", "Spotless"])
    def test_a_state_that_cannot_be_set_is_400(self, world: World, state: str) -> None:
        assert world.push("204", state).json()["Message"] == "Invalid State."

    def test_more_than_a_thousand_updates_are_400(self, world: World) -> None:
        reply = world.post("resources/update", ResourceUpdates=[world.update("204", "Clean")] * 1001)
        assert reply.status_code == 400

    def test_a_block_over_a_guest_is_403(self, world: World) -> None:
        reply = world.post("resourceBlocks/add", ResourceBlocks=[world.block("204")])
        assert reply.status_code == 403
        assert world.desk.room_state("204") != "OutOfOrder"

    def test_deleting_an_unknown_block_is_400(self, world: World) -> None:
        reply = world.post("resourceBlocks/delete", ResourceBlockIds=[world.mews.house.chain_id])
        assert reply.status_code == 400


class TestCheckIn:
    def test_a_ready_room_takes_its_guest(self, world: World) -> None:
        room = world.arrival_to_a_ready_room()
        stay = world.desk.check_in(room=room)
        shown = world.reservations(ReservationIds=[stay.id])[0]
        assert (shown["State"], shown["ActualStartUtc"]) == ("Started", "2026-03-22T10:00:00Z")

    def test_over_the_api_it_refuses_with_403_what_the_desk_refuses(self, world: World) -> None:
        room = world.arrival_to_a_ready_room()
        world.desk.set_room_state(room=room, state="Clean")
        stay = next(s for s in world.desk.arrivals() if s.resource_id == world.desk.room_id(room))
        assert world.post("reservations/start", ReservationId=stay.id).status_code == 403
        world.push(room, "Inspected")
        assert world.ask("reservations/start", ReservationId=stay.id) == {}

    @pytest.mark.parametrize("state", ["Dirty", "Clean", "OutOfService"])
    def test_a_room_that_is_not_inspected_is_refused(self, world: World, state: Any) -> None:
        room = world.arrival_to_a_ready_room()
        world.desk.set_room_state(room=room, state=state)
        with pytest.raises(RuleViolated, match=f"it is {state}"):
            world.desk.check_in(room=room)

    def test_an_occupied_room_is_refused(self, world: World) -> None:
        world.desk.set_room_state(room="315", state="Inspected")
        with pytest.raises(RuleViolated, match="occupied"):
            world.desk.check_in(room="315")

    def test_without_a_room_or_on_another_day_it_is_refused(self, world: World) -> None:
        homeless = next(stay for stay in world.desk.arrivals() if stay.resource_id is None)
        later = world.desk.create_reservation(room=world.empty_room(), arrives=DAY + timedelta(days=1))
        for stay in (homeless, later):
            with pytest.raises(RuleViolated):
                world.desk.check_in(reservation=stay.id)

    def test_it_can_be_taken_back(self, world: World) -> None:
        room = world.arrival_to_a_ready_room()
        world.desk.check_in(room=room)
        stay = world.desk.undo_check_in(room=room)
        assert (stay.state, stay.actual_start) == ("Confirmed", None)
        assert world.desk.in_house(room) is None

    def test_it_dirties_the_room_where_the_hotel_wants_that(self) -> None:
        world = World(rules=Rules(dirty_at_check_in=True))
        room = world.arrival_to_a_ready_room()
        world.desk.check_in(room=room)
        assert world.desk.room_state(room) == "Dirty"


class TestStays:
    def test_check_out_dirties_the_room(self, world: World) -> None:
        world.desk.set_room_state(room="315", state="Clean")
        stay = world.desk.check_out(room="315")
        assert stay.state == "Processed"
        assert world.resource("315")["State"] == "Dirty"

    def test_check_out_leaves_the_room_where_the_hotel_wants_that(self) -> None:
        world = World(rules=Rules(dirty_at_check_out=False))
        world.desk.set_room_state(room="315", state="Clean")
        world.desk.check_out(room="315")
        assert world.desk.room_state("315") == "Clean"

    def test_check_out_before_the_last_day_needs_a_shorter_stay(self, world: World) -> None:
        with pytest.raises(RuleViolated, match="sooner than the last day"):
            world.desk.check_out(room="204")
        stay = world.desk.depart_early(room="204")
        assert (stay.state, stay.scheduled_end) == ("Processed", NOON)

    def test_who_is_written_down_in_the_night_comes_for_the_day_before(self, world: World) -> None:
        world.clock.move(hours=12)  # half past two
        booked = world.desk.create_reservation(room=world.empty_room())
        assert booked.scheduled_start.astimezone(ZONE).date() == DAY
        assert booked in world.desk.arrivals()
        assert world.desk.check_in(reservation=booked.id).state == "Started"

    def test_who_leaves_in_the_second_of_their_check_in_has_stayed_for_one(self, world: World) -> None:
        world.clock.move(hours=-3)  # before the hour of arrivals: the stay begins with the check-in
        booked = world.desk.create_reservation(room=world.empty_room())
        assert world.desk.check_in(reservation=booked.id).start == world.clock.now

        stay = world.desk.depart_early(reservation=booked.id)

        assert (stay.state, stay.scheduled_end - stay.start) == ("Processed", timedelta(seconds=1))

    def test_a_no_show_is_a_cancellation_with_that_reason(self, world: World) -> None:
        stay = world.desk.no_show(reservation=world.desk.arrivals()[0].number)
        shown = world.reservations(ReservationIds=[stay.id])[0]
        assert (shown["State"], shown["CancellationReason"]) == ("Canceled", "NoShow")
        assert shown["CancelledUtc"]

    def test_a_guest_in_house_cannot_be_cancelled(self, world: World) -> None:
        stay = world.desk.in_house("204")
        assert stay
        with pytest.raises(RuleViolated):
            world.desk.cancel(reservation=stay.id)

    def test_moving_a_guest_leaves_the_old_room_dirty(self, world: World) -> None:
        world.desk.set_room_state(room="204", state="Clean")
        to = world.empty_room()
        stay = world.desk.move_room(room="204", to=to)
        assert world.desk.in_house(to) == stay
        assert world.desk.room_state("204") == "Dirty"

    def test_a_stay_is_not_extended_over_the_next_guest(self, world: World) -> None:
        with pytest.raises(RuleViolated, match="not available"):
            world.desk.extend(room="315")
        stay = world.desk.in_house("204")
        assert stay
        assert world.desk.extend(room="204").scheduled_end == stay.scheduled_end + timedelta(days=1)

    def test_a_room_can_be_assigned_and_taken_back(self, world: World) -> None:
        stay = next(stay for stay in world.desk.arrivals() if stay.resource_id is None)
        assert world.desk.assign_room(reservation=stay.id, room=world.empty_room()).resource_id
        assert world.desk.assign_room(reservation=stay.id, room=None).resource_id is None


class TestRooms:
    def test_what_we_push_is_what_mews_shows(self, world: World) -> None:
        assert world.push("204", "Inspected").json() == {}
        assert world.resource("204")["State"] == "Inspected"

    def test_every_change_advances_the_version_even_within_a_second(self, world: World) -> None:
        versions = []
        for state in ("Clean", "Inspected", "Dirty"):
            world.push("204", state)
            versions.append(world.resource("204")["UpdatedUtc"])
        assert versions == sorted(set(versions))

    def test_changes_within_a_second_look_alike_where_the_clock_is_coarse(self) -> None:
        world = World(rules=Rules(versions="clock"))
        versions = set()
        for state in ("Clean", "Inspected", "Dirty"):
            world.push("204", state)
            versions.add(world.resource("204")["UpdatedUtc"])
        assert versions == {"2026-03-22T10:00:00Z"}

    def test_what_is_already_so_is_no_change(self, world: World) -> None:
        before = world.resource("204")
        world.clock.move(hours=1)
        world.push("204", before["State"])
        assert world.resource("204") == before

    def test_a_block_shows_out_of_order_until_it_ends(self, world: World) -> None:
        room = world.empty_room()
        world.ask("resourceBlocks/add", ResourceBlocks=[world.block(room)])
        blocked = world.resource(room)
        world.clock.move(hours=8)
        free = world.resource(room)
        assert (blocked["State"], free["State"]) == ("OutOfOrder", "Inspected")
        assert free["UpdatedUtc"] > blocked["UpdatedUtc"]

    def test_a_room_for_internal_use_is_not_out_of_order(self, world: World) -> None:
        room = world.empty_room()
        world.ask("resourceBlocks/add", ResourceBlocks=[world.block(room, "InternalUse")])
        assert world.resource(room)["State"] == "Inspected"

    def test_empty_rooms_turn_dirty_in_the_night_after_so_many_days(self) -> None:
        world = World(rules=Rules(vacant_dirty_after_days=2))
        room = world.empty_room()
        world.clock.now = datetime(2026, 3, 23, 23, 0, tzinfo=UTC)  # 03:30 of the second night
        assert world.resource(room)["State"] == "Inspected"
        world.clock.now = datetime(2026, 3, 25, 0, 30, tzinfo=UTC)  # 05:00 of the third
        assert world.resource(room)["State"] == "Dirty"

    def test_cleaning_a_room_counts_its_empty_days_anew(self) -> None:
        world = World(rules=Rules(vacant_dirty_after_days=2))
        room = world.empty_room("Dirty")
        world.clock.move(days=2)
        world.push(room, "Clean")
        world.clock.move(days=1)
        assert world.resource(room)["State"] == "Clean"

    def test_seven_days_are_the_most(self) -> None:
        with pytest.raises(ValueError, match="1 to 7 days"):
            Rules(vacant_dirty_after_days=8)


class TestLimits:
    def test_the_201st_request_in_thirty_seconds_is_429(self, world: World) -> None:
        replies = [world.post("configuration/get") for _ in range(201)]
        assert {reply.status_code for reply in replies[:200]} == {200}
        assert (replies[200].status_code, replies[200].headers["Retry-After"]) == (429, "30")

    def test_the_window_slides(self) -> None:
        world = World(limit=RequestLimit(requests=1))
        world.ask("configuration/get")
        world.clock.move(seconds=29)
        assert world.post("configuration/get").headers["Retry-After"] == "1"
        world.clock.move(seconds=1)
        world.ask("configuration/get")

    def test_retry_after_may_be_missing(self) -> None:
        world = World(limit=RequestLimit(requests=0, with_retry_after=False))
        reply = world.post("configuration/get")
        assert reply.status_code == 429
        assert "Retry-After" not in reply.headers


class TestFaults:
    def test_a_fault_lasts_for_so_many_requests(self, world: World) -> None:
        world.mews.faults.set(Fault("too_many", requests=2, retry_after=7))
        replies = [world.post("configuration/get") for _ in range(3)]
        assert [reply.status_code for reply in replies] == [429, 429, 200]
        assert replies[0].headers["Retry-After"] == "7"

    def test_a_fault_lasts_for_so_many_seconds(self, world: World) -> None:
        world.mews.faults.set(Fault("down", seconds=20))
        assert world.post("configuration/get").status_code == 503
        world.clock.move(seconds=20)
        assert world.post("configuration/get").status_code == 200

    def test_a_fault_may_hit_one_operation_only(self, world: World) -> None:
        world.mews.faults.set(Fault("timeout", operation="resources/update"))
        assert world.post("configuration/get").status_code == 200
        assert world.push("204", "Clean").status_code == 408

    def test_an_answer_may_be_lost_after_the_write_took_effect(self, world: World) -> None:
        world.mews.faults.set(Fault("broken", requests=1, when="after"))
        assert world.push("204", "Inspected").status_code == 500
        assert world.desk.room_state("204") == "Inspected"

    def test_nobody_may_answer_at_all(self, world: World) -> None:
        world.mews.faults.set(Fault("refuse_connection", requests=1))
        with pytest.raises(httpx.ConnectError):
            world.post("configuration/get")
        assert world.post("configuration/get").status_code == 200
        assert world.mews.requests.by_status() == {0: 1, 200: 1}

    def test_over_a_socket_the_line_goes_dead(self, world: World) -> None:
        server = make_server("127.0.0.1", 0, world.mews.wsgi, threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        world.mews.faults.set(Fault("refuse_connection"))
        with pytest.raises(httpx.TransportError):
            httpx.post(f"http://127.0.0.1:{server.server_port}/api/connector/v1/configuration/get", json={}, timeout=5)
        server.shutdown()

    def test_answers_may_be_late(self, world: World) -> None:
        world.mews.faults.set(Fault("latency", milliseconds=250, requests=1))
        world.ask("configuration/get")
        assert world.naps == [0.25]

    def test_a_share_of_requests_fails_the_same_way_for_the_same_seed(self) -> None:
        runs = []
        for _ in range(2):
            world = World()
            world.mews.faults.set(Fault("broken", share=0.5))
            runs.append([world.post("configuration/get").status_code for _ in range(20)])
        assert runs[0] == runs[1]
        assert set(runs[0]) == {200, 500}

    def test_the_desk_works_while_the_api_is_down(self, world: World) -> None:
        world.mews.faults.set(Fault("down"))
        assert world.http.post("/_desk/check_out", json={"room": "315"}).status_code == 200
        assert world.http.get("/health").status_code == 200


class TestWebhooks:
    def test_what_happens_together_is_told_together_and_by_id_only(self, world: World) -> None:
        world.desk.set_room_state(room="315", state="Inspected")
        world.mews.tick()
        stay = world.desk.check_out(room="315")
        world.mews.tick()
        assert set(world.receiver.bodies[1]) == {"EnterpriseId", "IntegrationId", "Events"}
        assert world.receiver.told()[1] == [
            ("ServiceOrderUpdated", stay.id),
            ("ResourceUpdated", world.desk.room_id("315")),
        ]

    def test_a_new_customer_is_added_and_updated(self, world: World) -> None:
        guest = world.desk.create_customer(last_name="Sharifi")
        world.mews.tick()
        assert world.receiver.told() == [[("CustomerAdded", guest.id), ("CustomerUpdated", guest.id)]]

    def test_our_own_write_comes_back_as_an_echo(self, world: World) -> None:
        world.push("204", "Clean")
        world.mews.tick()
        assert world.receiver.told() == [[("ResourceUpdated", world.desk.room_id("204"))]]

    def test_a_block_is_told_with_the_room_it_takes_out(self, world: World) -> None:
        room = world.empty_room()
        world.desk.block_room(room=room)
        world.mews.tick()
        assert [what for what, _ in world.receiver.told()[0]] == ["ResourceBlockUpdated", "ResourceUpdated"]

    def test_they_are_minutes_late_and_faster_by_speed(self) -> None:
        world = World(webhooks=WebhookSettings(lag_seconds=(120, 120), speed=60))
        world.push("204", "Clean")
        world.clock.move(seconds=1)
        assert world.mews.tick() == 0
        world.clock.move(seconds=1)
        assert world.mews.tick() == 1

    def test_a_window_gathers_and_a_full_message_rolls_over(self) -> None:
        world = World(webhooks=WebhookSettings(lag_seconds=(60, 60), window_seconds=10, most_events=2))
        for state in ("Clean", "Inspected", "Dirty"):
            world.push("204", state)
            world.clock.move(seconds=1)
        world.clock.move(minutes=2)
        world.mews.tick()
        assert [len(events) for events in world.receiver.told()] == [2, 1]

    def test_what_is_not_answered_with_2xx_comes_again_after_minutes_and_then_never(self) -> None:
        world = World(webhooks=WebhookSettings(lag_seconds=(0, 0), window_seconds=0, retry_seconds=180, attempts=3))
        world.receiver.status = 500
        world.push("204", "Clean")
        for _ in range(5):
            world.mews.tick()
            world.clock.move(seconds=180)
        assert len(world.receiver.bodies) == 3
        assert world.mews.webhooks.counts["discarded"] == 1
        assert world.mews.webhooks.next_due() is None

    def test_nothing_is_kept_for_whoever_subscribes_later(self) -> None:
        world = World(webhook_url=None)
        world.push("204", "Clean")
        world.mews.webhooks.url = OUR_WEBHOOK
        assert world.mews.tick() == 0

    def test_the_same_seed_disturbs_in_the_same_way(self) -> None:
        assert _disturbed(seed=1) == _disturbed(seed=1)
        assert _disturbed(seed=1) != _disturbed(seed=2)

    def test_an_id_may_stand_twice_in_a_message(self) -> None:
        told = _told_with(WebhookSettings(lag_seconds=(0, 0), window_seconds=0, repeat_event=1.0))
        assert all(events[0] == events[1] for events in told)

    def test_a_message_may_come_twice(self) -> None:
        told = _told_with(WebhookSettings(lag_seconds=(0, 0), window_seconds=0, repeat_message=1.0))
        assert told[0::2] == told[1::2]

    def test_a_message_may_never_come(self) -> None:
        assert _told_with(WebhookSettings(lag_seconds=(0, 0), window_seconds=0, drop=1.0)) == []

    def test_messages_may_overtake_each_other(self) -> None:
        in_order = _told_with(AT_ONCE)
        late = _told_with(WebhookSettings(lag_seconds=(0, 300), window_seconds=0), ticks_between=False)
        assert sorted(late) == sorted(in_order)
        assert late != in_order


class TestControls:
    def test_the_desk_over_http_does_what_the_desk_does(self, world: World) -> None:
        room = world.arrival_to_a_ready_room()
        reply = world.http.post("/_desk/check_in", json={"room": room})
        assert (reply.json()["State"], reply.json()["Room"]) == ("Started", room)
        shown = {row["Room"]: row for row in world.http.get("/_desk").json()["Rooms"]}
        assert shown[room]["Reservation"] == reply.json()["Number"]

    def test_what_the_desk_does_not_understand_is_400_and_what_a_rule_forbids_403(self, world: World) -> None:
        assert world.http.post("/_desk/check_in", json={"door": "204"}).status_code == 400
        assert world.http.post("/_desk/check_in", json={"room": "999"}).status_code == 400
        assert world.http.post("/_desk/check_out", json={"room": "204"}).status_code == 403
        assert world.http.post("/_desk/burn_down", json={}).status_code == 404

    def test_what_came_is_counted_until_it_is_forgotten(self, world: World) -> None:
        world.push("204", "Clean")
        seen = world.http.get("/_desk/requests").json()
        assert seen["ByOperation"] == {"resources/update": 1}
        assert seen["Writes"][0]["Body"]["ResourceUpdates"] == [world.update("204", "Clean")]
        world.http.delete("/_desk/requests")
        assert world.mews.requests.count() == 0

    def test_faults_are_set_and_cleared_over_http(self, world: World) -> None:
        world.http.post("/_faults", json={"kind": "down", "seconds": 60})
        world.http.put("/_faults/webhooks", json={"drop": 1.0})
        world.http.put("/_faults/limit", json={"requests": 5})
        assert world.post("configuration/get").status_code == 503
        cleared = world.http.delete("/_faults").json()
        assert (cleared["requests"], cleared["webhooks"]["drop"], cleared["limit"]["requests"]) == ([], 0.0, 5)

    def test_a_fault_that_does_not_exist_is_400(self, world: World) -> None:
        assert world.http.post("/_faults", json={"kind": "earthquake"}).status_code == 400
        assert world.http.put("/_faults/webhooks", json={"lose": 1}).status_code == 400

    def test_the_webhook_address_can_be_changed(self, world: World) -> None:
        world.http.put("/_desk/webhooks", json={"url": None})
        world.push("204", "Clean")
        assert world.http.post("/_desk/tick").json() == {"Sent": 0}

    def test_the_command_line_builds_the_same_hotel(self) -> None:
        mews = stand_in(read(["--seed", "7", "--speed", "10", "--webhook", OUR_WEBHOOK]))
        assert mews.webhooks.settings.speed == 10
        assert len(mews.ledger.resources) == 60


def _told_with(settings: WebhookSettings, seed: int = 1, *, ticks_between: bool = True) -> list[list[tuple[str, str]]]:
    world = World(webhooks=settings, seed=seed)
    for room in ("101", "102", "103", "104", "105", "106"):
        state = world.desk.room_state(room)
        world.desk.set_room_state(room=room, state="Clean" if state == "Dirty" else "Dirty")
        if ticks_between:
            world.mews.tick()
        world.clock.move(seconds=1)
    for _ in range(MORE_THAN_MEWS_SENDS):
        world.clock.move(seconds=10)
        world.mews.tick()
    return world.receiver.told()


def _disturbed(seed: int) -> list[list[tuple[str, str]]]:
    settings = WebhookSettings(
        lag_seconds=(0, 120), window_seconds=2, repeat_event=0.4, repeat_message=0.4, shuffle=0.5, drop=0.3
    )
    return _told_with(settings, seed)
