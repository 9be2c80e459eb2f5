// What the tablet knows: which room it stands in and, while a guest is there, what this guest may see.
// The moment the server cuts its listener the guest has changed: everything of them is dropped before anything else.
import { Refusal, Unreachable } from '../data/api';
import type { Cloud } from '../data/cloud';
import { keepConnected, watchReach } from '../data/connection';
import type { GuestFlag, Tablet as TabletRoom, TicketKind } from '../data/contracts';
import type { Stop } from '../data/documents';
import type { Command } from '../data/commands';
import { Outbox, type Refused } from '../data/outbox';
import {
  ask,
  askForClean,
  claim,
  connectTablet,
  deliveryFor,
  forget,
  forgetMe,
  renew,
  resume,
  setOwnFlag,
  setTemperature,
  takeBack,
  watchTablet,
  type Pairing,
  type Wish,
} from '../data/tablets';
import { currentLanguage, speak } from '../i18n/index.svelte';
import { chooseLanguage, type Language } from '../i18n/languages';
import type { Manner } from '../i18n/time';
import { chosenLanguage, forgetChosen, keepChosen } from './chosen';

export type Stage = 'starting' | 'unpaired' | 'paired';

const FIRST_WAIT_MS = 1_000;
const LAST_WAIT_MS = 30_000;
/** Taps on the stepper within this time are one wish. */
const TEMPERATURE_SETTLES_MS = 800;

/** In Celsius: where the stepper begins, and how far it goes at once. */
const TEMPERATURE = { usual: 22, step: 0.5 };

const pause = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds));

export class Tablet {
  stage = $state.raw<Stage>('starting');
  live = $state.raw(false);
  online = $state.raw(navigator.onLine);
  /** False where the device has a network and the server does not answer. */
  reached = $state.raw(true);
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

  /** Whether the server stands behind what is shown. */
  readonly connected: boolean = $derived(this.online && this.live && this.reached);
  /** How many taps the server has not had yet. */
  readonly waiting: number = $derived.by(() => {
    void this.#outboxTurn;
    return this.#outbox.entries.filter(({ phase }) => phase !== 'accepted').length;
  });

  /** What the room is called; by its id until its document has come. "" on a device that is paired with none. */
  get roomName(): string {
    return this.#room?.room_name || (this.pairing?.room ?? '');
  }

  /** The flag as the house knows it, before the guest's own taps. */
  get knownFlag(): GuestFlag {
    return this.#room?.guest_flag ?? 'none';
  }

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
    const unwatch = watchTablet(this.#cloud, pairing, {
      next: (room, live) => this.#see(room, live),
      ended: () => void this.#guestChanged(),
    });
    const release = keepConnected(this.#cloud, () => !this.live);
    const unprobe = watchReach(this.#cloud, (reached) => (this.reached = reached));
    this.#stop = () => {
      unwatch();
      release();
      unprobe();
    };
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
      const wanted = [chosenLanguage(room.stay_id), room.language, ...navigator.languages];
      // Without its words the page stays in the language it has, until there is news of the room.
      speak(chooseLanguage(...wanted)).catch(() => (this.#languageOfStay = null));
    }
  }

  async #guestChanged(): Promise<void> {
    this.#dropGuest();
    forgetChosen();
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
    forgetChosen();
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

  /** Rejects where the words cannot be had now. */
  async speak(language: Language): Promise<void> {
    // Before the words: the room may come meanwhile, and with it the language of the stay.
    keepChosen(this.pairing?.stay ?? '', language.code);
    await speak(language);
  }

  /** Turns a flag on, or off when it is on already. */
  toggle(flag: GuestFlag): void {
    const wanted = this.room?.guest_flag === flag ? 'none' : flag;
    this.#tap((pairing) => setOwnFlag(pairing, wanted));
  }

  changeTemperature(steps: number): void {
    if (!this.room) return;
    const { temperature_preset: from, preset_lowest, preset_highest } = this.room;
    const wished = from === null ? TEMPERATURE.usual : from + steps * TEMPERATURE.step;
    this.#wished = Math.min(Math.max(wished, preset_lowest), preset_highest);
    clearTimeout(this.#wishTimer);
    this.#wishTimer = setTimeout(() => this.#sendTemperature(), TEMPERATURE_SETTLES_MS);
  }

  #sendTemperature(): void {
    if (this.#wished !== null) this.aimAt(this.#wished);
  }

  /** Null leaves the temperature to the house. */
  aimAt(celsius: number | null): void {
    clearTimeout(this.#wishTimer);
    this.#tap((pairing) => setTemperature(pairing, celsius));
    this.#wished = null;
  }

  /** Null while the tablet is no room's. */
  request(kind: TicketKind, text: string): Command | null {
    return this.pairing && ask(this.pairing, kind, text);
  }

  /** `at` null is as soon as it can be. */
  requestClean(at: Date | null, note: string): Command | null {
    return this.pairing && askForClean(this.pairing, this.#room?.tasks ?? [], at, note);
  }

  /** Takes a tap; returns its key. */
  do(command: Command): string {
    return this.#outbox.add(command);
  }

  /** What this guest filled in there and the house refused. */
  returnedTo(form: string): readonly Refused[] {
    return this.refused.filter(({ command }) => command.form?.of === form);
  }

  dismiss(key: string): void {
    this.#outbox.dismiss(key);
  }

  takeBack(ticketId: string): void {
    const tickets = this.#room?.tickets ?? [];
    this.#tap((pairing) => takeBack(pairing, tickets, ticketId));
  }

  forgetMe(): void {
    this.#tap(forgetMe);
  }

  #tap(wish: (pairing: Pairing) => Command): void {
    if (this.pairing) this.#outbox.add(wish(this.pairing));
  }
}
