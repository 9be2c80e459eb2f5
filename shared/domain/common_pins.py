"""PINs that anybody tries first: what a rule finds, and what a rule does not find among the thousand commonest.

How often people choose which four digits was counted in what became public of real lists (SecLists,
`four-digit-pin-codes-sorted-by-frequency`); the longer ones are those of its ten million passwords that are all digits.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

_CENTURIES = ("19", "20")
_LEAP = 2024
"""Any leap year: a day without a year may be the 29th of February."""

_COMMONEST = """
    0013 0021 0023 0024 0069 0071 0072 0078 0079 0083 0098 0143 0147 0152 0187 0190 0242 0258 0351 0486 0584 0852
    0979 1032 1033 1035 1036 1037 1038 1040 1041 1042 1054 1066 1067 1069 1070 1088 1090 1134 1135 1138 1140 1143
    1145 1147 1149 1162 1172 1174 1175 1178 1182 1185 1187 1192 1198 1233 1235 1236 1237 1238 1239 1240 1241 1242
    1243 1244 1245 1247 1248 1250 1253 1254 1255 1256 1257 1258 1269 1277 1278 1280 1284 1286 1288 1289 1290 1299
    1321 1324 1332 1334 1340 1342 1345 1346 1347 1350 1356 1358 1359 1369 1375 1378 1379 1380 1397 1423 1424 1428
    1430 1431 1432 1433 1434 1435 1436 1437 1452 1453 1456 1458 1466 1469 1471 1472 1477 1478 1479 1486 1488 1492
    1500 1525 1532 1540 1541 1542 1545 1580 1589 1590 1595 1596 1597 1598 1599 1623 1624 1652 1664 1665 1688 1730
    1732 1775 1776 1789 1793 1800 1828 1836 1877 1879 1892 2114 2134 2136 2143 2144 2235 2236 2258 2314 2334 2337
    2341 2356 2357 2365 2369 2413 2431 2456 2464 2469 2486 2500 2514 2575 2580 2588 2589 2633 2684 2848 2918 3055
    3117 3125 3141 3142 3160 3214 3234 3245 3250 3256 3325 3369 3412 3421 3435 3452 3477 3515 3658 3669 3690 3691
    3698 3721 3800 3825 3927 4001 4007 4123 4142 4200 4231 4232 4268 4288 4312 4431 4456 4486 4512 4523 4556 4561
    4562 4563 4564 4565 4569 4578 4711 4860 4862 4865 4989 5001 5013 5112 5123 5129 5150 5212 5233 5354 5424 5425
    5456 5646 5654 5677 5683 5689 5881 6321 6357 6405 6497 6609 6942 7123 7179 7399 7410 7411 7412 7458 7734 7749
    7789 7856 7894 7895 7896 7899 7942 8021 8246 8411 8426 8520 9110 9112 9115 9413 9510 9583 9632 9874 9981
    123654 321654 159753 159357 753951 951753 147258 258147 147852 258456 852456 789456 456789 654123 456123 741852
    852963 963852 112233 332211 223344 445566 778899 998877 102030 302010 010203 314159 271828 142536 124578 235689
    134679 159951 147963 369258 246810 135790 086420 007007 112358 141421 161803 867530 456654 789987 123789 789123
    147369 963741 784512 548712 1478963 7894561 1593570 8675309 9379992 5201314 12344321 43211234 11223344 44332211
    12345670 14789632 25802580 85208520 74108520 36925814 78945612 12369874 98741236 31415926 27182818 11235813
    01234567 12435687 24681357 13572468 78963214 14725836 32165498 45612378 10203040 55443322
"""
COMMON = frozenset(_COMMONEST.split())


def is_guessable(digits: str) -> bool:
    """Whether it is a year, a date, evenly spaced, of two digits at most, said twice, or one of the commonest."""
    return (
        digits in COMMON
        or len(set(digits)) <= 2  # noqa: PLR2004 - 1111, 1212, 1122
        or len({(int(after) - int(before)) % 10 for before, after in pairwise(digits)}) == 1
        or (len(digits) % 2 == 0 and len(digits) > 4 and digits[: len(digits) // 2] == digits[len(digits) // 2 :])  # noqa: PLR2004
        or (len(digits) > 4 and digits == digits[::-1])  # noqa: PLR2004 - of four they would be half of what is left
        or _is_year(digits)
        or _is_date(digits)
    )


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits.startswith(_CENTURIES)  # noqa: PLR2004 - a year has four


def _is_date(digits: str) -> bool:
    """Whether it is a day in any order: 3112, 1231, 311290, 19901231, 311299."""
    match len(digits):
        case 4:
            return _day(digits[:2], digits[2:]) or _day(digits[2:], digits[:2])
        case 6:
            one, two, three = digits[:2], digits[2:4], digits[4:]
            month = one in _MONTHS and digits[2:].startswith(_CENTURIES)
            return month or _day(one, two) or _day(two, one) or _day(three, two) or _of_year(digits[:4], three)
        case 8:
            first, last = digits[:4], digits[4:]
            day_first = last.startswith(_CENTURIES) and (_day(first[:2], first[2:]) or _day(first[2:], first[:2]))
            return day_first or (
                first.startswith(_CENTURIES) and (_day(last[2:], last[:2]) or _day(last[:2], last[2:]))
            )
        case _:
            return False


_MONTHS = tuple(f"{month:02}" for month in range(1, 13))


def _of_year(year: str, month: str) -> bool:
    return year.startswith(_CENTURIES) and month in _MONTHS


def _day(day: str, month: str) -> bool:
    try:
        date(_LEAP, int(month), int(day))
    except ValueError:
        return False
    return True
