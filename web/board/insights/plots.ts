// The figures as drawings, by Observable Plot. Colours are tokens, so that they follow light and dark; Plot knows nothing of
// right-to-left, so its axes are turned around here.
import { axisX, axisY, barX, barY, gridY, plot, ruleX, ruleY, text, tickX, tickY } from '@observablehq/plot';

export interface Look {
  readonly width: number;
  readonly rtl: boolean;
  readonly number: (value: number) => string;
}

/** One bar: where it stands, how long it is, what is heard and hovered of it. */
export interface Bar {
  readonly at: string;
  readonly value: number;
  readonly title: string;
  /** A second measure, drawn as a tick. */
  readonly tick?: number | null;
}

const FILL = 'var(--accent)';
const MARK = 'var(--warn)';
const LINE = 'var(--line)';
const INK = 'var(--ink)';

const HEIGHT = 260;
const ROW = 34;
const NARROW = 76;

/**
 * Plot writes its own rules into the page, which the policy forbids: ours are in Drawing.svelte. The names it gives to parts say
 * nothing to anybody ("rule"); the whole has one.
 */
function ours(drawn: SVGSVGElement | HTMLElement): Element {
  drawn.querySelectorAll('style').forEach((style) => style.remove());
  drawn.querySelectorAll('[aria-label]').forEach((part) => part.removeAttribute('aria-label'));
  return drawn;
}

/** Of many neighbours, as many labels as fit beside each other. */
function someOf(places: readonly string[], width: number): readonly string[] {
  const step = Math.max(1, Math.ceil((places.length * NARROW) / width));
  return places.filter((_, index) => (places.length - 1 - index) % step === 0);
}

/** Bars that stand side by side along the reading direction. */
export function columns(bars: readonly Bar[], { width, rtl, number }: Look): Element {
  const places = bars.map(({ at }) => at);
  const side = rtl ? 'right' : 'left';
  const inner = width - 88;
  return ours(
    plot({
      width,
      height: HEIGHT,
      [rtl ? 'marginRight' : 'marginLeft']: 48,
      [rtl ? 'marginLeft' : 'marginRight']: 40,
      marginTop: 16,
      marginBottom: 36,
      x: { type: 'band', domain: places, reverse: rtl, padding: 0.25 },
      y: { nice: true, zero: true },
      marks: [
        gridY({ stroke: LINE, strokeOpacity: 1, ticks: 5 }),
        axisX(someOf(places, inner), { tickSize: 0, label: null }),
        axisY({ anchor: side, tickSize: 0, label: null, ticks: 5, tickFormat: whole(number) }),
        barY(bars, { x: 'at', y: 'value', fill: FILL, title: 'title', rx: 3 }),
        tickY(
          bars.filter(({ tick }) => tick != null),
          { x: 'at', y: 'tick', stroke: MARK, strokeWidth: 3, title: 'title' },
        ),
        ruleY([0], { stroke: INK }),
      ],
    }),
  );
}

/** Bars that lie below each other and grow along the reading direction, each with its figure at its end. */
export function rows(bars: readonly Bar[], { width, rtl }: Look, say: (value: number) => string): Element {
  const labels = Math.min(Math.max(...bars.map(({ at }) => at.length)) * 7.5 + 16, width * 0.42);
  const side = rtl ? 'right' : 'left';
  const end = ({ value, tick }: Bar) => Math.max(value, tick ?? 0);
  return ours(
    plot({
      width,
      height: bars.length * ROW + 16,
      [rtl ? 'marginRight' : 'marginLeft']: labels,
      [rtl ? 'marginLeft' : 'marginRight']: 112,
      marginTop: 8,
      marginBottom: 8,
      x: { zero: true, reverse: rtl, axis: null },
      y: { type: 'band', domain: bars.map(({ at }) => at), padding: 0.3 },
      marks: [
        axisY({ anchor: side, tickSize: 0, label: null }),
        barX(bars, { y: 'at', x: 'value', fill: FILL, title: 'title', rx: 3 }),
        tickX(
          bars.filter(({ tick }) => tick != null),
          { y: 'at', x: 'tick', stroke: MARK, strokeWidth: 3, title: 'title' },
        ),
        text(bars, {
          y: 'at',
          x: end,
          text: ({ value }: Bar) => say(value),
          textAnchor: rtl ? 'end' : 'start',
          dx: rtl ? -8 : 8,
          fill: INK,
        }),
        ruleX([0], { stroke: INK }),
      ],
    }),
  );
}

/** What is counted has no halves. */
const whole = (number: (value: number) => string) => (value: number) =>
  Number.isInteger(value) ? number(value) : '';
