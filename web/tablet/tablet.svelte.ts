// What the tablet knows: which room it stands in and, while a guest is there, what this guest may see.
// The moment the server cuts its listener the guest has changed: everything of them is dropped before anything else.
import { Refusal, Unreachable } from '../data/api';
import type { Cloud } from '../data/cloud';
import type { GuestFlag, Tablet as TabletRoom, TicketKind } from '../data/contracts';
import type { Stop } from '../data/documents';
import type { Command } from '../data/commands';
import { Outbox, type Refused } from '../data/outbox';
import {
  ask,
  claim,
  connectTablet,
  deliveryFor,
  forget,
  renew,
  resume,
  setOwnFlag,
  setTemperature,
  watchTablet,
  type Pairing,
  type Wish,
} from '../data/tablets';
import { currentLanguage, speak } from '../i18n/index.svelte';
import { chooseLanguage, type Language } from '../i18n/languages';
import type { Manner } from '../i18n/time';

export type Stage = 'starting' | 'unpaired' | 'paired';

const FIRST_WAIT_MS = 1_000;
const LAST_WAIT_MS = 30_000;
/** Taps on the stepper within this time are one wish. */
const TEMPERATURE_SETTLES_MS = 800;

export const TEMPERATURE = { lowest: 16, highest: 28, usual: 22, step: 0.5 };

const pause = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds));

export class Tablet {
  stage = $state.raw<Stage>('starting');
  live = $state.raw(false);
  online = $state.raw(navigator.onLine);
  pairing = $state.raw<Pairing | null>(null);
  /** The temperature being chosen, before it is sent. */
  #wished = $state.raw<number | null>(null);
  #room = $state.raw<TabletRoom | null>(null);
  #outboxTurn = $state.raw(0);
  #cloud: Cloud | null = null;
  #stop: Stop | null = null;
  #failures = 0;
  #wishTimer: ReturnType<typeof setTimeout> | undefined;
  #languageOfStay: string | null = null;
  #outbox = this.#newOutbox();

  /** The room with the guest's own taps applied; null until something is known. */
  readonly room: TabletRoom | null = $derived.by(() => {
    void this.#outboxTurn;
    if (!this.#room) return null;
    const tapped = this.#outbox.applied('tablet', this.#room.room_id, this.#room);
    return this.#wished === null ? tapped : { ...tapped, temperature_preset: this.#wished };
  });
  readonly refused: readonly Refused[] = $derived.by(() => {
    void this.#outboxTurn;
    return this.#outbox.refused;
  });
  readonly manner: Manner = $derived({ intl: currentLanguage().intl, zone: this.#room?.zone ?? 'UTC' });

  isPending(wish: Wish): boolean {
    void this.#outboxTurn;
    return this.#outbox.entries.some(({ command }) => command.lane === wish);
  }

  async start(): Promise<void> {
    const cloud = await this.#connect();
    const known = await resume(cloud);
    if (known) this.#listen(known);
    else await this.#renew();
  }

  /** Raises Refusal or Unreachable when the code did not pair. */
  async pair(code: string, idempotencyKey: string): Promise<void> {
    if (!this.#cloud) return;
    this.#listen(await claim(this.#cloud, code, idempotencyKey));
  }

  async #connect(): Promise<Cloud> {
    for (;;) {
      try {
        this.#cloud ??= await connectTablet();
        return this.#cloud;
      } catch {
        await this.#backOff();
      }
    }
  }

  async #backOff(): Promise<void> {
    const wait = Math.min(FIRST_WAIT_MS * 2 ** this.#failures, LAST_WAIT_MS);
    this.#failures += 1;
    // Half of it by chance, so that a hotel full of tablets does not come back as one.
    await pause(wait / 2 + (Math.random() * wait) / 2);
  }

  #listen(pairing: Pairing): void {
    if (!this.#cloud) return;
    this.#dropGuest();
    this.pairing = pairing;
    this.stage = 'paired';
    this.#stop = watchTablet(this.#cloud, pairing, {
      next: (room, live) => this.#see(room, live),
      ended: () => void this.#guestChanged(),
    });
  }

  #see(room: TabletRoom | null, live: boolean): void {
    // The cache may still give the last guest's document before the server refuses it: only our own stay is shown.
    if (room && room.stay_id !== this.pairing?.stay) return;
    this.live = live;
    if (!room && !live) return;
    if (live) this.#failures = 0;
    this.#room = room;
    if (!room) return;
    this.#outbox.observe('tablet', room.room_id, room);
    if (room.stay_id !== this.#languageOfStay) {
      this.#languageOfStay = room.stay_id;
      void speak(chooseLanguage(room.language, ...navigator.languages));
    }
  }

  async #guestChanged(): Promise<void> {
    this.#dropGuest();
    await this.#renew();
  }

  async #renew(): Promise<void> {
    if (!this.#cloud) return;
    // Not at once after a failure; at once when the guest has just changed.
    if (this.#failures > 0) await this.#backOff();
    else this.#failures = 1;
    try {
      this.#listen(await renew(this.#cloud));
    } catch (error) {
      if (error instanceof Refusal && error.problem.status < 500) await this.#unpair();
      else await this.#renew();
    }
  }

  async #unpair(): Promise<void> {
    if (this.#cloud) await forget(this.#cloud);
    this.pairing = null;
    this.#failures = 0;
    this.stage = 'unpaired';
  }

  /** Nothing of the guest stays: not on the screen, not in memory, not in the queue. */
  #dropGuest(): void {
    this.#stop?.();
    this.#stop = null;
    clearTimeout(this.#wishTimer);
    this.#wished = null;
    this.#room = null;
    this.live = false;
    this.#outbox.close();
    this.#outbox = this.#newOutbox();
    this.#outboxTurn += 1;
  }

  #newOutbox(): Outbox {
    const cloud = this.#cloud;
    return new Outbox({
      send: cloud ? deliveryFor(cloud) : () => Promise.reject(new Unreachable()),
      changed: () => (this.#outboxTurn += 1),
    });
  }

  networkChanged(online: boolean): void {
    this.online = online;
    if (online) this.#outbox.retry();
  }

  speak(language: Language): void {
    void speak(language);
  }

  /** Turns a flag on, or off when it is on already. */
  toggle(flag: GuestFlag): void {
    const wanted = this.room?.guest_flag === flag ? 'none' : flag;
    this.#tap((pairing) => setOwnFlag(pairing, wanted));
  }

  changeTemperature(steps: number): void {
    const from = this.room?.temperature_preset;
    const wished = from == null ? TEMPERATURE.usual : from + steps * TEMPERATURE.step;
    this.#wished = Math.min(Math.max(wished, TEMPERATURE.lowest), TEMPERATURE.highest);
    clearTimeout(this.#wishTimer);
    this.#wishTimer = setTimeout(() => this.#sendTemperature(), TEMPERATURE_SETTLES_MS);
  }

  #sendTemperature(): void {
    const celsius = this.#wished;
    if (celsius === null) return;
    this.#tap((pairing) => setTemperature(pairing, celsius));
    this.#wished = null;
  }

  ask(kind: TicketKind, text: string): void {
    this.#tap((pairing) => ask(pairing, kind, text));
  }

  #tap(wish: (pairing: Pairing) => Command): void {
    if (this.pairing) this.#outbox.add(wish(this.pairing));
  }
}
