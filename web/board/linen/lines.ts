// The lines of linen as the page shows them: those that run low first, and what there is in all. Pure.
import type { LinenLine } from '../../data/contracts';
import { finds } from '../../i18n/folding';
import { isLow, lastsMinutes, lineName } from '../../data/linen';

/** Longer than this nobody plans from the shelf: the bar is full. */
export const SHIFT_MINUTES = 8 * 60;

export interface Shelf {
  readonly low: readonly LinenLine[];
  readonly enough: readonly LinenLine[];
}

/** The lines whose name, in the reader's language or the house's, has what was typed in it; by name. */
export function shelfOf(lines: readonly LinenLine[], typed: string, language: string): Shelf {
  const fits = (line: LinenLine) => finds(typed, line.name, lineName(line, language));
  const sorted = lines
    .filter(fits)
    .sort((one, other) => lineName(one, language).localeCompare(lineName(other, language)));
  return { low: sorted.filter(isLow), enough: sorted.filter((line) => !isLow(line)) };
}

export interface Sums {
  readonly shelf: number;
  readonly out: number;
  readonly low: number;
  /** How long the scarcest line lasts; null while nothing is taken. */
  readonly lasts: number | null;
}

export function sumsOf(lines: readonly LinenLine[], at: Date): Sums {
  const lasting = lines.map((line) => lastsMinutes(line, at)).filter((minutes) => minutes !== null);
  return {
    shelf: lines.reduce((sum, { stock }) => sum + stock, 0),
    out: lines.reduce((sum, { in_use }) => sum + in_use, 0),
    low: lines.filter(isLow).length,
    lasts: lasting.length ? Math.min(...lasting) : null,
  };
}

/** How full the bar of the shelf is, and where on it the mark stands, as shares of one. */
export function level({ stock, low_watermark }: LinenLine): { filled: number; mark: number } {
  const whole = Math.max(stock, 2 * low_watermark, 1);
  return { filled: stock / whole, mark: low_watermark / whole };
}
