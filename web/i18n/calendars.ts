// How each language counts and names its days. Ours for every language, because Chromium's own tables have no Pashto and
// no Tajik, and because a day should be called the same in every browser.

export interface Names {
  /** From the first month of the calendar's year. */
  months: readonly string[];
  /** For places with little room. Persian and Pashto are not abbreviated: nobody would know the words. */
  shortMonths: readonly string[];
  /** From Sunday, as `Date` counts. */
  weekdays: readonly string[];
  shortWeekdays: readonly string[];
  narrowWeekdays: readonly string[];
}

export interface Calendar extends Names {
  kind: 'gregorian' | 'persian';
  /** As `Date` counts: 0 is Sunday. */
  weekStart: 1 | 6;
  /** "20 November": the order of its parts. */
  dayOfMonth: (day: string, month: string) => string;
  /** "Friday 20 November". */
  withWeekday: (weekday: string, day: string) => string;
  /** "20 November 2026". */
  withYear: (day: string, year: string) => string;
}

const unabbreviated = (months: readonly string[]) => ({ months, shortMonths: months });

const persianWeekdays = {
  weekdays: ['یکشنبه', 'دوشنبه', 'سه‌شنبه', 'چهارشنبه', 'پنجشنبه', 'جمعه', 'شنبه'],
  shortWeekdays: ['یکشنبه', 'دوشنبه', 'سه‌شنبه', 'چهارشنبه', 'پنجشنبه', 'جمعه', 'شنبه'],
  narrowWeekdays: ['ی', 'د', 'س', 'چ', 'پ', 'ج', 'ش'],
};

const persian = {
  kind: 'persian',
  weekStart: 6,
  dayOfMonth: (day: string, month: string) => `${day} ${month}`,
  withWeekday: (weekday: string, day: string) => `${weekday} ${day}`,
  withYear: (day: string, year: string) => `${day} ${year}`,
  ...persianWeekdays,
} as const;

export const ENGLISH: Calendar = {
  kind: 'gregorian',
  weekStart: 1,
  dayOfMonth: (day, month) => `${day} ${month}`,
  withWeekday: (weekday, day) => `${weekday} ${day}`,
  withYear: (day, year) => `${day} ${year}`,
  months: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
  shortMonths: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  weekdays: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  shortWeekdays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  narrowWeekdays: ['S', 'M', 'T', 'W', 'T', 'F', 'S'],
};

export const IRANIAN: Calendar = {
  ...persian,
  ...unabbreviated([
    'فروردین',
    'اردیبهشت',
    'خرداد',
    'تیر',
    'مرداد',
    'شهریور',
    'مهر',
    'آبان',
    'آذر',
    'دی',
    'بهمن',
    'اسفند',
  ]),
};

/** Afghanistan names the same months after the signs of the zodiac. */
export const DARI: Calendar = {
  ...persian,
  ...unabbreviated([
    'حمل',
    'ثور',
    'جوزا',
    'سرطان',
    'اسد',
    'سنبله',
    'میزان',
    'عقرب',
    'قوس',
    'جدی',
    'دلو',
    'حوت',
  ]),
};

export const PASHTO: Calendar = {
  ...persian,
  dayOfMonth: (day, month) => `د ${month} ${day}`,
  withYear: (day, year) => `د ${year} کال ${day}`,
  ...unabbreviated([
    'وری',
    'غویی',
    'غبرګولی',
    'چنګاښ',
    'زمری',
    'وږی',
    'تله',
    'لړم',
    'لیندۍ',
    'مرغومی',
    'سلواغه',
    'کب',
  ]),
};

export const TAJIK: Calendar = {
  kind: 'gregorian',
  weekStart: 1,
  dayOfMonth: (day, month) => `${day} ${month}`,
  withWeekday: (weekday, day) => `${weekday}, ${day}`,
  withYear: (day, year) => `${day} ${year}`,
  months: [
    'январ',
    'феврал',
    'март',
    'апрел',
    'май',
    'июн',
    'июл',
    'август',
    'сентябр',
    'октябр',
    'ноябр',
    'декабр',
  ],
  shortMonths: ['янв', 'фев', 'мар', 'апр', 'май', 'июн', 'июл', 'авг', 'сен', 'окт', 'ноя', 'дек'],
  weekdays: ['якшанбе', 'душанбе', 'сешанбе', 'чоршанбе', 'панҷшанбе', 'ҷумъа', 'шанбе'],
  shortWeekdays: ['яшб', 'дшб', 'сшб', 'чшб', 'пшб', 'ҷмъ', 'шнб'],
  narrowWeekdays: ['Я', 'Д', 'С', 'Ч', 'П', 'Ҷ', 'Ш'],
};
