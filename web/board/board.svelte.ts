// What the board knows: who is here, the rooms as the server and pending taps make them.
// Turns the listeners and commands of data/ into reactive state; components read it and call its verbs.
import type { Cloud } from '../data/cloud';
import type { Cleaning, GuestFlag, Settings, Room, Scope, StaffRole, TicketStatus } from '../data/contracts';
import type { Stop } from '../data/documents';
import { nextSteps, setCleaning } from '../data/housekeeping';
import { inTheBrowser, Outbox, type Entry, type Refused } from '../data/outbox';
import { watchProperty } from '../data/property';
import { may } from '../data/roles';
import { setGuestFlag, watchRooms, type RoomNote } from '../data/rooms';
import type { Staff } from '../data/session';
import { setTicketStatus } from '../data/tickets';
import { currentLanguage } from '../i18n/index.svelte';
import type { Manner } from '../i18n/time';
import { lastConfirmed, rememberConfirmed } from './preferences';
import { inOrder } from './rooms/order';

export type Feed = 'loading' | 'live' | 'cached' | 'not-allowed' | 'failed';

/** How often a quiet live picture renews its age. */
const HEARTBEAT_MS = 15_000;

const NO_ROOMS: ReadonlyMap<string, Room> = new Map();

export class Board {
  property = $state.raw<Settings | null>(null);
  feed = $state.raw<Feed>('loading');
  /** When the server last stood behind what is shown. */
  confirmedAt = $state.raw<Date | null>(null);
  online = $state.raw(navigator.onLine);

  #rooms = $state.raw(NO_ROOMS);
  #outboxTurn = $state.raw(0);
  #stops: Stop[] = [];
  readonly #outbox = new Outbox<Room, RoomNote>(inTheBrowser, () => (this.#outboxTurn += 1));

  // What was derived last, from which the next derives: what did not change stays the same object, and is not redrawn.
  #lastOrder: readonly Room[] = [];

  readonly #inOrder = $derived.by(() => (this.#lastOrder = inOrder(this.#rooms, this.#lastOrder)));
  /** Every room of the house as the rooms lie in it, pending taps applied. */
  readonly rooms: readonly Room[] = $derived.by(() => {
    void this.#outboxTurn;
    return this.#inOrder
      .filter((room) => !room.archived)
      .map((room) => this.#outbox.applied(room.room_id, room));
  });
  readonly #zone = $derived(this.property?.zone ?? 'UTC');
  readonly manner: Manner = $derived({ intl: currentLanguage().intl, zone: this.#zone });
  readonly pending: readonly Entry<Room, RoomNote>[] = $derived.by(() => {
    void this.#outboxTurn;
    return this.#outbox.entries;
  });
  readonly refused: readonly Refused<RoomNote>[] = $derived.by(() => {
    void this.#outboxTurn;
    return this.#outbox.refused;
  });

  constructor(
    readonly cloud: Cloud,
    readonly staff: Staff,
    readonly scope: Scope,
    readonly role: StaffRole,
  ) {
    this.confirmedAt = lastConfirmed(scope);
  }

  start(): void {
    const beat = setInterval(() => this.#confirm(), HEARTBEAT_MS);
    this.#stops = [
      () => clearInterval(beat),
      watchProperty(this.cloud, this.scope, {
        next: (property) => (this.property = property),
        ended: () => undefined,
      }),
      watchRooms(this.cloud, this.scope, {
        next: (rooms, live) => this.#see(rooms, live),
        ended: (reason) => (this.feed = reason),
      }),
    ];
  }

  stop(): void {
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
  }

  #see(rooms: ReadonlyMap<string, Room>, live: boolean): void {
    // The cache answers "nothing" before it has ever seen the house; that is still loading, not an empty hotel.
    if (!live && rooms.size === 0 && this.feed === 'loading') return;
    const before = this.#rooms;
    this.#rooms = rooms;
    this.#follow(live ? 'live' : 'cached');
    for (const [id, room] of rooms) if (room !== before.get(id)) this.#outbox.observe(id, room);
  }

  #follow(feed: Feed): void {
    if (feed === this.feed) return;
    // Until a moment ago it was live: that moment is the age from which the copy counts.
    this.#confirm();
    this.feed = feed;
    this.#confirm();
  }

  #confirm(): void {
    if (this.feed !== 'live' || !this.online) return;
    this.confirmedAt = new Date();
    rememberConfirmed(this.scope, this.confirmedAt);
  }

  networkChanged(online: boolean): void {
    this.#confirm();
    this.online = online;
    if (online) this.#outbox.retry();
  }

  may(route: Parameters<typeof may>[1]): boolean {
    return may(this.role, route);
  }

  isPending(room: Room): boolean {
    return this.pending.some(({ intent }) => intent.target === room.room_id);
  }

  refusalsOf(room: Room): readonly Refused<RoomNote>[] {
    return this.refused.filter((refused) => refused.target === room.room_id);
  }

  dismiss(key: string): void {
    this.#outbox.dismiss(key);
  }

  /** Returns the key of the command, by which its refusal can be recognised. */
  setGuestFlag(room: Room, flag: GuestFlag): string {
    return this.#outbox.add(setGuestFlag(this.cloud, this.scope, room, flag));
  }

  setCleaning(room: Room, status: Cleaning, reason: string): void {
    this.#outbox.add(setCleaning(this.cloud, this.scope, room, status, reason));
  }

  /** The statuses this person may give the room next; none while the server cannot be asked. */
  nextSteps(roomId: string): Promise<Cleaning[]> {
    return nextSteps(this.cloud, this.scope, roomId).catch(() => []);
  }

  setTicketStatus(room: Room, ticketId: string, status: TicketStatus): void {
    this.#outbox.add(setTicketStatus(this.cloud, this.scope, room, ticketId, status));
  }
}
