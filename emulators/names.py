"""What the people of the demo hotel write for their own names, where that is not in Latin letters; by e-mail address."""

from __future__ import annotations

from collections.abc import Mapping

OWN_SCRIPT: Mapping[str, str] = {
    "housekeeper@demo.hotel": "مرضیه سلطانی",
    "housekeeper2@demo.hotel": "ګلالۍ وردګ",
    "housekeeper3@demo.hotel": "Зебо Шарифзода",  # noqa: RUF001 - Tajik
    "housekeeper4@demo.hotel": "نجیب حیدری",
    "housekeeper5@demo.hotel": "ستوری ساپۍ",
    "housekeeper6@demo.hotel": "پروانه رسولی",
    "housekeeper7@demo.hotel": "ګل مینه ځدراڼ",
    "supervisor@demo.hotel": "رویا نورزاد",
    "lead@demo.hotel": "لیلا احمدی",
    "frontdesk@demo.hotel": "ادریس کریمی",
    "maintenance@demo.hotel": "زمری مومند",
    "manager@demo.hotel": "شیرین عزیزی",
}
