"""How entities look in Mews' JSON: all documented keys, nulls included.

Mews docs: operations/{configuration,reservations,resources,resourcecategories,resourceblocks,customers,services}.md.
"""

import json
from datetime import datetime

from .entities import (
    Assignment,
    Block,
    Category,
    Customer,
    Reservation,
    Resource,
    ResourceState,
    Service,
    identify,
    utc,
)
from .house import House

Wire = dict[str, object]

_NO_PROMOTIONS: Wire = dict.fromkeys(
    ("BeforeCheckIn", "AfterCheckIn", "DuringStay", "BeforeCheckOut", "AfterCheckOut", "DuringCheckOut"), False
)


def reservation(stay: Reservation, house: House) -> Wire:
    started = stay.state in {"Started", "Processed"}
    return {
        "Id": stay.id,
        "ServiceId": house.service_id,
        "AccountId": stay.customer_id,
        "AccountType": "Customer",
        "CreatorProfileId": house.profile_id,
        "UpdaterProfileId": house.profile_id,
        "BookerId": None,
        "Number": stay.number,
        "State": stay.state,
        "Origin": stay.origin,
        "CommanderOrigin": "InPerson" if stay.origin == "Commander" else None,
        "OriginDetails": None,
        "CreatedUtc": utc(stay.created),
        "UpdatedUtc": utc(stay.updated),
        "CancelledUtc": _maybe(stay.cancelled),
        "VoucherId": None,
        "BusinessSegmentId": None,
        "Options": {
            "OwnerCheckedIn": started,
            "AllCompanionsCheckedIn": started,
            "AnyCompanionCheckedIn": started,
            "ConnectorCheckIn": False,
        },
        "RateId": identify(house.key, "rate", "flexible"),
        "CreditCardId": None,
        "GroupId": group_of(stay),
        "RequestedResourceCategoryId": stay.category_id,
        "AssignedResourceId": stay.resource_id,
        "AvailabilityBlockId": None,
        "PartnerCompanyId": None,
        "TravelAgencyId": None,
        "AssignedResourceLocked": False,
        "ChannelNumber": "",
        "ChannelManagerNumber": "",
        "CancellationReason": stay.cancellation_reason,
        "ReleasedUtc": None,
        "StartUtc": utc(stay.start),
        "EndUtc": utc(stay.scheduled_end),
        "ScheduledStartUtc": utc(stay.scheduled_start),
        "ActualStartUtc": _maybe(stay.actual_start),
        "ScheduledEndUtc": utc(stay.scheduled_end),
        "ActualEndUtc": _maybe(stay.actual_end),
        "Purpose": stay.purpose,
        "QrCodeData": _qr_code(stay),
        "PersonCounts": _person_counts(stay, house),
    }


def resource(room: Resource, shown: ResourceState, house: House) -> Wire:
    return {
        "Id": room.id,
        "EnterpriseId": house.enterprise_id,
        "IsActive": True,
        "ParentResourceId": room.parent_id,
        "Name": room.name,
        "State": shown,
        "Descriptions": {},
        "CreatedUtc": utc(room.created),
        "UpdatedUtc": utc(room.updated),
        "Data": {
            "Discriminator": "Space",
            "Value": {"FloorNumber": room.floor, "LocationNotes": room.location_notes},
        },
        "ExternalNames": {},
        "Directions": {},
    }


def category(kind: Category, house: House) -> Wire:
    return {
        "Id": kind.id,
        "EnterpriseId": house.enterprise_id,
        "ServiceId": house.service_id,
        "IsActive": True,
        "Type": "Suite" if kind.code == "suite" else "Room",
        "Classification": "Suite" if kind.code == "suite" else "Standard",
        "Names": {house.language_code: kind.name},
        "ShortNames": {house.language_code: kind.code.upper()[:3]},
        "Descriptions": {},
        "Ordering": kind.ordering,
        "Capacity": kind.capacity,
        "ExtraCapacity": kind.extra_capacity,
        "ExternalIdentifier": kind.code,
        "AccountingCategoryId": None,
    }


def assignment(link: Assignment) -> Wire:
    return {
        "Id": link.id,
        "IsActive": True,
        "ResourceId": link.resource_id,
        "CategoryId": link.category_id,
        "CreatedUtc": utc(link.created),
        "UpdatedUtc": utc(link.updated),
    }


def block(closure: Block, house: House) -> Wire:
    return {
        "Id": closure.id,
        "EnterpriseId": house.enterprise_id,
        "AssignedResourceId": closure.resource_id,
        "IsActive": closure.is_active,
        "Type": closure.type,
        "StartUtc": utc(closure.start),
        "EndUtc": utc(closure.end),
        "CreatedUtc": utc(closure.created),
        "UpdatedUtc": utc(closure.updated),
        "DeletedUtc": _maybe(closure.deleted),
        "Name": closure.name,
        "Notes": closure.notes,
    }


def customer(guest: Customer, house: House) -> Wire:
    nothing = (
        "Title SecondLastName BirthDate BirthCountryCode BirthCountrySubdivisionCode BirthPlace Occupation "
        "TaxIdentificationNumber LoyaltyCode AccountingCode BillingCode CarRegistrationNumber DietaryRequirements "
        "Passport IdentityCard Visa DriversLicense Address AddressId ItalianDestinationCode ItalianFiscalCode "
        "ItalianLotteryCode CompanyId MergeTargetId"
    )
    return dict.fromkeys(nothing.split()) | {
        "Id": guest.id,
        "ChainId": house.chain_id,
        "Number": guest.number,
        "Sex": guest.sex,
        "FirstName": guest.first_name,
        "LastName": guest.last_name,
        "NationalityCode": guest.nationality_code,
        "PreferredLanguageCode": guest.language_code,
        "LanguageCode": guest.language_code,
        "Email": guest.email,
        "HasOtaEmail": False,
        "Phone": guest.phone,
        "Notes": guest.notes,
        "CreatedUtc": utc(guest.created),
        "UpdatedUtc": utc(guest.updated),
        "Classifications": list(guest.classifications),
        "Options": [],
        "ActivityState": "Active",
        "IsActive": True,
        "PreferredSpaceFeatures": [],
        "CreatorProfileId": house.profile_id,
        "UpdaterProfileId": house.profile_id,
    }


def service(offer: Service, house: House) -> Wire:
    return {
        "Id": offer.id,
        "EnterpriseId": house.enterprise_id,
        "CreatedUtc": utc(offer.created),
        "UpdatedUtc": utc(offer.updated),
        "IsActive": True,
        "Name": offer.name,
        "Options": {"BillAsPackage": False},
        "Data": {
            "Discriminator": "Bookable",
            "Value": {
                "StartOffset": "P0M0DT14H0M0S",
                "EndOffset": "P0M0DT12H0M0S",
                "OccupancyStartOffset": "P0M0DT14H0M0S",
                "OccupancyEndOffset": "P0M0DT12H0M0S",
                "TimeUnitPeriod": "Day",
            },
        },
        "ExternalIdentifier": None,
    }


def configuration(offer: Service, house: House, now: datetime) -> Wire:
    return {
        "NowUtc": utc(now),
        "Enterprise": _enterprise(house),
        "Service": {
            "Id": offer.id,
            "EnterpriseId": house.enterprise_id,
            "IsActive": True,
            "Name": offer.name,
            "Names": {house.language_code: offer.name},
            "StartTime": "PT14H",
            "EndTime": "PT12H",
            "Options": {"BillAsPackage": False},
            "Promotions": _NO_PROMOTIONS,
            "Type": "Reservable",
            "Ordering": 0,
            "Data": None,
            "ExternalIdentifier": None,
            "CreatedUtc": utc(offer.created),
            "UpdatedUtc": utc(offer.updated),
        },
        "PaymentCardStorage": None,
        "IsIdentityDocumentNumberRequired": False,
    }


def _enterprise(house: House) -> Wire:
    address_id = identify(house.key, "address")
    return {
        "Currencies": [
            {"Currency": "AFN", "IsDefault": True, "IsEnabled": True},
            {"Currency": "USD", "IsDefault": False, "IsEnabled": True},
        ],
        "AccountingConfiguration": None,
        "IsPortfolio": False,
        "Id": house.enterprise_id,
        "ExternalIdentifier": house.key,
        "HoldingKey": None,
        "ChainId": house.chain_id,
        "ChainName": f"{house.name} Chain",
        "CreatedUtc": utc(house.opened),
        "UpdatedUtc": utc(house.opened),
        "Name": house.name,
        "ShortName": None,
        "TimeZoneIdentifier": house.zone.key,
        "LegalEnvironmentCode": "AF",
        "AccommodationEnvironmentCode": "AF",
        "AccountingEnvironmentCode": "AF",
        "TaxEnvironmentCode": "AF",
        "DefaultLanguageCode": house.language_code,
        "EditableHistoryInterval": "P0M7DT0H0M0S",
        "AccountingEditableHistoryInterval": "P0M7DT0H0M0S",
        "OperationalEditableHistoryInterval": "P0M7DT0H0M0S",
        "BusinessDayClosingOffset": None,
        "WebsiteUrl": None,
        "Email": "frontdesk@demo.hotel",
        "Phone": "+93700000000",
        "LogoImageId": None,
        "CoverImageId": None,
        "Pricing": "Gross",
        "TaxPrecision": None,
        "AddressId": address_id,
        "Address": {
            "Id": address_id,
            "Line1": "Shahr-e Naw",
            "Line2": None,
            "City": "Kabul",
            "PostalCode": "1001",
            "CountryCode": "AF",
            "CountrySubdivisionCode": None,
            "Latitude": None,
            "Longitude": None,
        },
        "GroupNames": [],
        "Subscription": {"TaxIdentifier": None},
    }


def group_of(stay: Reservation) -> str:
    """Name the reservation group: every reservation here is booked alone."""
    return identify(stay.id, "group")


def _person_counts(stay: Reservation, house: House) -> list[Wire]:
    """Leave out who does not come. Mews docs: operations/reservations.md: only positive counts."""
    counts = (("adult", stay.adults), ("child", stay.children))
    return [{"AgeCategoryId": identify(house.key, "age", age), "Count": count} for age, count in counts if count]


def _qr_code(stay: Reservation) -> str:
    ids = {"Id": stay.id, "GroupId": group_of(stay), "CustomerId": stay.customer_id}
    return json.dumps({"Reservations": [ids]}, separators=(",", ":"))


def _maybe(instant: datetime | None) -> str | None:
    return None if instant is None else utc(instant)
