// What time it is in the hotel: the one place that asks the device. The real time, unless the house says another (a demo):
// /config.json then has "2026-11-30T07:30:00+00:00@1764489600.25x60", which is what HOTEL_NOW says to every process there.

const FORM = /^([^@x]+)@(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)$/;
const REAL = { start: 0, anchor: 0, speed: 1 };

let clock = REAL;
const listeners = new Set<() => void>();

export const hotelNow = (): Date => new Date(clock.start + (Date.now() - clock.anchor) * clock.speed);

/** Milliseconds by the device itself, for how long something took here: the hotel's time may run faster, or jump. */
export const deviceNow = (): number => Date.now();

/** How many times as fast as ours the hotel's time runs. */
export const hotelSpeed = (): number => clock.speed;

export const isDemoTime = (): boolean => clock !== REAL;

/** Goes by the hotel's clock from here on; what is no clock, or none, is the real time. */
export function followHotel(said: string | null | undefined): void {
  const [, start = '', anchor, speed] = FORM.exec(said ?? '') ?? [];
  const at = Date.parse(start);
  clock = Number.isNaN(at) ? REAL : { start: at, anchor: Number(anchor) * 1000, speed: Number(speed) };
  for (const heard of listeners) heard();
}

export function onHotelTime(heard: () => void): void {
  listeners.add(heard);
}
