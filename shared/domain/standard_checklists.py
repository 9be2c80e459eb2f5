"""The checklists that a property has before it makes its own: one for each kind of work, for rooms of every type.

They are version 0; the first that the property makes is version 1. No line is required: what a house insists on, it says
itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.domain.checklists import Checklist, checklist_id_of
from shared.domain.tasks import Item, TaskKind

_LANGUAGES = ("en", "fa-AF", "ps", "tg")
_LINES: Mapping[str, tuple[str, str, str, str]] = {
    "air": (
        "The air is fresh, nothing smells",
        "هوای اتاق تازه است و بو ندارد",
        "د خونې هوا تازه ده او بوی نه لري",
        "Ҳавои ҳуҷра тоза аст, бӯй надорад",
    ),
    "bathroom": (
        "Bathroom cleaned and disinfected",
        "حمام و تشناب پاک و ضدعفونی شده",
        "تشناب پاک او ضدعفوني شوی",
        "Ҳаммом тоза ва дезинфексия шудааст",
    ),
    "bed": (
        "Bed made with fresh linen",
        "تخت با روجایی پاک مرتب شده",
        "بستر په پاکو روجایانو جوړ شوی",
        "Кат бо ҷойпӯши тоза ороста шудааст",
    ),
    "behind": (
        "Behind and under the furniture cleaned",
        "پشت و زیر وسایل پاک شده",
        "د سامان شاته او لاندې پاک شوي",
        "Пушту таги мебел тоза шудааст",
    ),
    "belongings": (
        "The guest's things are as they were",
        "چیزهای مهمان دست نخورده",
        "د مېلمه شیانو ته لاس نه دی وړل شوی",
        "Ба чизҳои меҳмон даст нарасидааст",
    ),
    "bins": (
        "Bins emptied",
        "سطل‌های کثافات خالی شده",
        "د کثافاتو سطلونه خالي شوي",
        "Сатлҳои партов холӣ шудаанд",
    ),
    "climate": (
        "Heating and cooling work",
        "گرم‌کننده و سردکننده کار می‌کند",
        "ګرموونکی او یخوونکی کار کوي",
        "Гармкунӣ ва хунуккунӣ кор мекунанд",
    ),
    "curtains": (
        "Curtains and upholstery cleaned",
        "پرده‌ها و چوکی‌ها پاک شده",
        "پردې او چوکۍ پاکې شوې",
        "Пардаҳо ва мебели нарм тоза шудаанд",
    ),
    "finish": (
        "No paint or glue on glass, floor or fittings",
        "روی شیشه، کف و وسایل رنگ و سرش نمانده",
        "پر ښیښه، فرش او سامان رنګ او سرېښ نشته",
        "Дар шиша, фарш ва таҷҳизот ранг ва ширеш нест",
    ),
    "floor": (
        "Floor vacuumed or mopped",
        "کف اتاق جارو یا شسته شده",
        "فرش جارو یا مینځل شوی",
        "Фарш рӯфта ё шуста шудааст",
    ),
    "furniture": (
        "Furniture whole and in its place",
        "وسایل اتاق سالم و در جایش است",
        "د خونې سامان روغ او پر ځای دی",
        "Мебел солим ва дар ҷояш аст",
    ),
    "glass": (
        "Windows and mirrors without streaks",
        "کلکین‌ها و آیینه‌ها بدون لکه",
        "کړکۍ او هندارې بې داغه",
        "Тирезаҳо ва оинаҳо бе доғ",
    ),
    "left_behind": (
        "Drawers and wardrobe looked through for things left behind",
        "کشوها و الماری برای چیزهای جامانده دیده شده",
        "روکونه او الماري د پاتې شویو شیانو لپاره کتل شوي",
        "Ҷевону ғаладонҳо барои чизҳои фаромӯшшуда дида шуданд",
    ),
    "lights": (
        "Lights and switches work",
        "چراغ‌ها و سویچ‌ها کار می‌کند",
        "څراغونه او سویچونه کار کوي",
        "Чароғҳо ва калидакҳо кор мекунанд",
    ),
    "locks": (
        "Door and windows close and lock",
        "دروازه و کلکین‌ها بسته و قفل می‌شود",
        "دروازه او کړکۍ تړل کېږي او قفل کېږي",
        "Дару тирезаҳо пӯшида ва қулф мешаванд",
    ),
    "mattress": (
        "Mattress turned and looked over for stains",
        "توشک چپه و برای لکه دیده شده",
        "توشک اړول شوی او د داغونو لپاره کتل شوی",
        "Тӯшак гардонда ва доғҳо санҷида шуданд",
    ),
    "mended": (
        "What was mended works",
        "آنچه ترمیم شد کار می‌کند",
        "څه چې ترمیم شوي، کار کوي",
        "Чизи таъмиршуда кор мекунад",
    ),
    "screens": (
        "Telephone and television work",
        "تلیفون و تلویزیون کار می‌کند",
        "ټلیفون او ټلوېزیون کار کوي",
        "Телефон ва телевизор кор мекунанд",
    ),
    "supplies": (
        "Soap, paper, water and tea refilled",
        "صابون، کاغذ تشناب، آب و چای پوره شده",
        "صابون، د تشناب کاغذ، اوبه او چای پوره شوي",
        "Собун, коғаз, об ва чой пурра шудаанд",
    ),
    "surfaces": (
        "All surfaces dusted",
        "گرد همهٔ سطح‌ها گرفته شده",
        "له ټولو سطحو دوړې پاکې شوې",
        "Чанги ҳамаи сатҳҳо тоза шудааст",
    ),
    "taps": (
        "Taps and shower ran hot and cold, nothing drips",
        "شیردهن‌ها و شاور با آب گرم و سرد باز شد، چیزی نمی‌چکد",
        "نلونه او شاور په ګرمو او سړو اوبو وکتل شول، نه څاڅي",
        "Ҷумакҳо ва душ бо оби гарму сард санҷида шуданд, намечакад",
    ),
    "tools": (
        "No tools, parts or packaging left",
        "ابزار، پرزه و بسته‌بندی نمانده",
        "وسایل، پرزې او بسته‌بندي نه دي پاتې",
        "Асбоб, қисм ва борҷома намондааст",
    ),
    "towels": (
        "Fresh towels in place",
        "دستمال‌های پاک حمام در جایش است",
        "د حمام پاک دستمالونه پر ځای دي",
        "Сачоқҳои тоза дар ҷояш",
    ),
    "vents": (
        "Vents and filters cleaned",
        "هواکش‌ها و فلترها پاک شده",
        "هواکشونه او فلټرونه پاک شوي",
        "Ҳавокашҳо ва филтрҳо тоза шудаанд",
    ),
    "works_dust": (
        "Dust of the works gone, from high places too",
        "گرد کار پاک شده، از جاهای بلند هم",
        "د کار دوړې پاکې شوې، له لوړو ځایونو هم",
        "Чанги таъмир тоза шудааст, аз ҷойҳои баланд ҳам",
    ),
}
_SERVICE = ("bed", "bathroom", "towels", "supplies", "surfaces", "bins", "floor")
_TURNOVER = ("left_behind", *_SERVICE, "taps", "lights", "air")
_LISTS: Mapping[TaskKind, tuple[str, tuple[str, ...]]] = {
    TaskKind.TURNOVER: ("Turnover", _TURNOVER),
    TaskKind.MID_STAY_CLEAN: ("Stay-over clean", ("belongings", *_SERVICE)),
    TaskKind.DEEP_CLEAN: ("Deep clean", (*_TURNOVER, "mattress", "curtains", "behind", "vents", "glass")),
    TaskKind.POST_MAINTENANCE: ("After maintenance", ("mended", "tools", "works_dust", *_SERVICE)),
    TaskKind.POST_RENOVATION: (
        "After renovation",
        ("mended", "tools", "works_dust", "finish", "furniture", "glass", "vents", *_SERVICE, "taps", "lights", "air"),
    ),
    TaskKind.INSPECTION: (
        "Inspection",
        (*_SERVICE, "left_behind", "glass", "furniture", "taps", "lights", "climate", "screens", "locks", "air"),
    ),
}


def standard_checklist(kind: TaskKind) -> Checklist:
    """Return what is looked at where the property has not said so itself."""
    name, lines = _LISTS[kind]
    return Checklist(
        checklist_id=checklist_id_of(kind),
        kind=kind,
        name=name,
        version=0,
        items=tuple(_item(line) for line in lines),
    )


def _item(line: str) -> Item:
    return Item(item_id=line, words=dict(zip(_LANGUAGES, _LINES[line], strict=True)))
