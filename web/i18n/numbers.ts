// Numbers as the person who looks at the page reads them.
import { numberFormat } from './formats';
import { currentLanguage, t } from './index.svelte';
import { distance } from './time';

export { latin } from './digits';

export function number(value: number, options?: Intl.NumberFormatOptions): string {
  return numberFormat(currentLanguage(), options).format(value);
}

/** A share of one as "46%". */
export function percent(share: number): string {
  return number(share, { style: 'percent' });
}

/** Degrees Celsius, to the half that a thermostat knows. */
export function degrees(celsius: number): string {
  const figure = number(celsius, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  // Left to itself, the sign would be set behind its letter in right-to-left.
  return `${figure}\u00a0\u2066°C\u2069`;
}

/** "35 min", or "2 h 5 min" from an hour on: what a task takes, what is left of a shift. */
export function minutes(count: number): string {
  const whole = Math.round(count);
  if (Math.abs(whole) < 60) return t('time.minutes', { minutes: whole });
  const { key, values } = distance(whole * 60_000);
  return t(key, values);
}
