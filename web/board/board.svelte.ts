// What the board knows: who is here, and the house as the server and pending taps make it. Turns the listeners and
// commands of data/ into reactive state; pages read it, and hand it the commands that data/ makes.
import { newIdempotencyKey } from '../data/api';
import { nextArrival } from '../data/arrivals';
import { queryOf, type Here, type Ids } from '../data/calls';
import type { Cloud } from '../data/cloud';
import type { Command, Kind } from '../data/commands';
import type {
  Checklist,
  Doing,
  Expected,
  Inspection,
  LinenLine,
  LostItem,
  Presence,
  Room,
  Scope,
  Settings,
  Shift,
  StaffRole,
  Suggestion,
  Task,
  WorkOrder,
  Worklist,
} from '../data/contracts';
import { keepConnected, watchReach } from '../data/connection';
import { businessDate, daysBefore, startOf, type Clockwork } from '../data/day';
import { ownerOf } from '../data/device';
import { watchQueries, watchQuery, type Documents, type Stop } from '../data/documents';
import { inspectionsSince } from '../data/inspections';
import { allLinen } from '../data/linen';
import { keepFor } from '../data/kept';
import { lostItemsHere } from '../data/lost';
import { Outbox, type Entry, type Refused } from '../data/outbox';
import { catchUp } from '../data/past';
import { peopleKept, peopleNow, type Colleague } from '../data/people';
import { suggestionsFrom } from '../data/plans';
import { allPresence, isFresh, ownPresence, Teller } from '../data/presence';
import { may } from '../data/roles';
import { allRooms } from '../data/rooms';
import type { Route } from '../data/routes';
import { turnover_statistics } from '../data/routes.gen';
import { callOf, deliveryOf, pageAs, sendAs, type Page, type Staff } from '../data/session';
import { checklistsInForce, watchSettings } from '../data/settings';
import { deviceShelf } from '../data/shelf';
import { allWorklists, shiftsOf, shiftsUntil, worklistOf } from '../data/shiftQueries';
import { tabsOf } from '../data/tabs';
import { openTasks, ownTasksEndedSince, tasksEndedSince } from '../data/taskQueries';
import { openWorkOrders } from '../data/workOrders';
import { clock } from '../design/clock.svelte';
import { toasts } from '../design/toasts.svelte';
import { currentLanguage, messageOf } from '../i18n/index.svelte';
import type { Manner } from '../i18n/time';
import { Collection, type Feed, type Taps } from './collection.svelte';
import { inOrder } from './rooms/order';
import { lastConfirmed, rememberConfirmed } from './preferences';
import { nameFor } from './parts/people';
import { typeWords, wingWords } from './parts/places';
import { noteWords } from './parts/words';
import { hotelNow } from '../now';

export type { Collection, Feed } from './collection.svelte';

/** How often a quiet live picture renews its age, and the day is looked at. */
const HEARTBEAT_MS = 15_000;
const PEOPLE_MS = 10 * 60_000;
/** A copy older than this says so before anybody works by it. */
const TOO_OLD_MS = 24 * 60 * 60_000;
/** What the first page does not show is listened to when that stands, or at the latest after this. */
const REST_AFTER_MS = 1_000;

const UNCHOSEN: Clockwork = { zone: 'UTC', audit_hour: 4 };

export class Board {
  property = $state.raw<Settings | null>(null);
  /** When the server last stood behind what is shown. */
  confirmedAt = $state.raw<Date | null>(null);
  online = $state.raw(navigator.onLine);
  /** False where the device has a network and the server does not answer. */
  reached = $state.raw(true);
  #turn = $state.raw(0);

  readonly rooms: Collection<Room>;
  /** Those that are open, and those that ended on this business date. */
  readonly tasks: Collection<Task>;
  /** On now, or planned until the end of tomorrow. */
  readonly shifts: Collection<Shift>;
  readonly worklists: Collection<Worklist>;
  readonly people: Collection<Colleague>;
  readonly linen: Collection<LinenLine>;
  /** What is still in the house. */
  readonly lostItems: Collection<LostItem>;
  readonly workOrders: Collection<WorkOrder>;
  readonly checklists: Collection<Checklist>;
  /** Of this business date; data/inspections.ts asks for earlier ones. */
  readonly inspections: Collection<Inspection>;
  readonly suggestions: Collection<Suggestion>;
  /** Who has which card open, this person left out. */
  readonly presence: Collection<Presence>;

  /** Where commands go and in whose name: the first argument of every maker in data/. */
  readonly scope: Here;
  /** Whose taps and drafts this device keeps: this person's in this property. */
  readonly owner: string;
  readonly #outbox: Outbox;
  readonly #teller: Teller;
  #stops: Stop[] = [];
  #catchUp: Stop | null = null;
  #restStarted = false;
  #dayFollowed = '';

  readonly house: Clockwork = $derived(this.property ?? UNCHOSEN);
  /** The hotel's day, as `YYYY-MM-DD`. */
  readonly businessDate: string = $derived(businessDate(this.house, clock.minute));
  readonly dayBegins: Date = $derived(startOf(this.businessDate, this.house));
  readonly manner: Manner = $derived({ intl: currentLanguage().intl, zone: this.house.zone });
  /** Whether the server stands behind what is shown, as far as the last seconds tell. */
  readonly live: boolean = $derived(this.feed === 'live' && this.online && this.reached);
  readonly tooOld: boolean = $derived.by(() => {
    if (!this.confirmedAt || this.live) return false;
    return clock.now.getTime() - this.confirmedAt.getTime() > TOO_OLD_MS;
  });
  readonly pending: readonly Entry[] = $derived.by(() => {
    void this.#turn;
    return this.#outbox.entries;
  });
  readonly refused: readonly Refused[] = $derived.by(() => {
    void this.#turn;
    return this.#outbox.refused;
  });
  readonly #pendingOn = $derived.by(() => {
    void this.#turn;
    return this.#outbox.pendingOn;
  });
  /** Whether what is tapped now outlives the page: false where the browser gives no storage. */
  readonly kept: boolean = $derived.by(() => {
    void this.#turn;
    return this.#outbox.isKept;
  });

  constructor(
    readonly cloud: Cloud,
    readonly staff: Staff,
    scope: Scope,
    readonly role: StaffRole,
  ) {
    this.scope = { ...scope, me: staff.staffId };
    this.confirmedAt = lastConfirmed(scope);
    const owner = ownerOf(staff.uid, scope.tenant, scope.property);
    this.owner = owner;
    this.#outbox = new Outbox({
      owner,
      shelf: deviceShelf(owner),
      tabs: tabsOf(owner),
      send: deliveryOf(cloud, staff.uid),
      changed: () => (this.#turn += 1),
    });
    this.#teller = new Teller(scope, (call) => sendAs(cloud, call));

    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const board = this;
    const taps: Taps = {
      get turn() {
        return board.#turn;
      },
      outbox: this.#outbox,
    };
    const hasCopy = () => this.confirmedAt !== null;
    this.rooms = new Collection('rooms', taps, {
      arrange: arrangeRooms(),
      onFeed: () => this.#feedChanged(),
    });
    this.tasks = new Collection('tasks', taps, { hasCopy });
    this.shifts = new Collection('shifts', taps, { hasCopy });
    this.worklists = new Collection('worklists', taps, { hasCopy });
    this.people = new Collection(null, taps, { hasCopy });
    this.linen = new Collection('linen', taps, { hasCopy });
    this.lostItems = new Collection('lost_and_found', taps, { hasCopy });
    this.workOrders = new Collection('work_orders', taps, { hasCopy });
    this.checklists = new Collection(null, taps, { hasCopy });
    this.inspections = new Collection(null, taps, { hasCopy });
    this.suggestions = new Collection('suggestions', taps, { hasCopy });
    this.presence = new Collection(null, taps, {
      hasCopy,
      arrange: (all) =>
        [...all.values()].filter((one) => one.staff_id !== this.scope.me && isFresh(one, clock.now)),
    });
  }

  /** How the picture of the house stands; collections that fare otherwise have a feed of their own. */
  get feed(): Feed {
    return this.rooms.feed;
  }

  start(): void {
    void keepFor(this.staff.uid);
    const beat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    const people = setInterval(() => void this.askForPeople(), PEOPLE_MS);
    const rest = setTimeout(() => this.#followRest(), REST_AFTER_MS);
    this.#stops = [
      () => clearInterval(beat),
      () => clearInterval(people),
      () => clearTimeout(rest),
      keepConnected(this.cloud, () => this.feed === 'loading' || this.feed === 'cached'),
      watchReach(this.cloud, (reached) => this.#probed(reached)),
      watchSettings(this.cloud, this.scope, {
        next: (settings) => this.#seeSettings(settings),
        ended: () => undefined,
      }),
    ];
    this.rooms.follow((watcher) => watchQuery(allRooms(this.cloud, this.scope), watcher));
  }

  stop(): void {
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
    this.#catchUp?.();
    this.#collections.forEach((collection) => collection.stop());
    this.#teller.stop();
    this.#outbox.close();
  }

  get #collections(): readonly { stop(): void }[] {
    const { rooms, tasks, shifts, worklists, linen, lostItems, workOrders } = this;
    const { checklists, inspections, suggestions, presence } = this;
    return [
      ...[rooms, tasks, shifts, worklists, linen, lostItems, workOrders],
      ...[checklists, inspections, suggestions, presence],
    ];
  }

  // Listening --------------------------------------------------------------------------------------------------------

  #seeSettings(settings: Settings | null): void {
    this.property = settings;
    this.#followDay();
    this.#bringThePast();
  }

  /** What is asked for by day is asked for anew when the hotel's day turns. */
  #followDay(): void {
    const { cloud, scope, house } = this;
    const day = businessDate(house, hotelNow());
    const asked = `${day} ${house.zone} ${house.audit_hour} ${String(this.#seesColleagues)}`;
    if (asked === this.#dayFollowed) return;
    this.#dayFollowed = asked;
    const begun = startOf(day, house);
    this.tasks.follow((watcher) =>
      watchQueries(
        [
          openTasks(cloud, scope),
          this.#seesColleagues
            ? tasksEndedSince(cloud, scope, begun)
            : ownTasksEndedSince(cloud, scope, begun, scope.me),
        ],
        watcher,
      ),
    );
    if (this.#restStarted) this.#followDayOfRest();
  }

  /** How long others take and when they are there is the leads' to see, unless the house shares it (firestore.rules). */
  get #seesColleagues(): boolean {
    return this.may(turnover_statistics) || this.property?.share_pace === true;
  }

  /** Of whom ended work may be asked for; null: of everybody. */
  get whose(): string | null {
    return this.#seesColleagues ? null : this.scope.me;
  }

  #followDayOfRest(): void {
    const { cloud, scope, house } = this;
    const day = businessDate(house, hotelNow());
    const begun = startOf(day, house);
    const afterTomorrow = startOf(daysBefore(day, -2), house);
    const all = this.#seesColleagues;
    const shifts = all
      ? shiftsUntil(cloud, scope, afterTomorrow)
      : shiftsOf(cloud, scope, afterTomorrow, scope.me);
    const worklists = all ? allWorklists(cloud, scope) : worklistOf(cloud, scope, scope.me);
    const presence = all ? allPresence(cloud, scope) : ownPresence(cloud, scope, scope.me);
    this.shifts.follow((watcher) => watchQuery(shifts, watcher));
    this.worklists.follow((watcher) => watchQuery(worklists, watcher));
    this.presence.follow((watcher) => watchQuery(presence, watcher));
    this.inspections.follow((watcher) => watchQuery(inspectionsSince(cloud, scope, begun), watcher));
    this.suggestions.follow((watcher) => watchQuery(suggestionsFrom(cloud, scope, day), watcher));
  }

  #followRest(): void {
    if (this.#restStarted) return;
    this.#restStarted = true;
    const { cloud, scope } = this;
    this.#followDayOfRest();
    this.linen.follow((watcher) => watchQuery(allLinen(cloud, scope), watcher));
    this.lostItems.follow((watcher) => watchQuery(lostItemsHere(cloud, scope), watcher));
    this.workOrders.follow((watcher) => watchQuery(openWorkOrders(cloud, scope), watcher));
    this.checklists.follow((watcher) => watchQuery(checklistsInForce(cloud, scope), watcher));
    void this.#showPeople();
  }

  async #showPeople(): Promise<void> {
    const kept = await peopleKept(this.scope);
    if (kept && this.people.feed === 'loading') this.people.see(byId(kept), false);
    await this.askForPeople();
  }

  /** They are asked for, not listened to: also by whoever has changed something about them. */
  async askForPeople(): Promise<void> {
    const people = await peopleNow(this.cloud, this.scope, this.role).catch(() => null);
    if (people) this.people.see(byId(people), true);
  }

  #feedChanged(): void {
    // Until a moment ago it was live: that moment is the age from which the copy counts.
    this.#confirm();
    this.#followRest();
    this.#bringThePast();
  }

  /** In the device's idle time, while the server is there; begun again whenever it comes back. */
  #bringThePast(): void {
    const mayGo = () => this.feed === 'live' && this.online && this.property !== null;
    if (!mayGo()) return;
    this.#catchUp?.();
    this.#catchUp = catchUp(this.cloud, this.scope, this.house, this.whose, mayGo);
  }

  #beat(): void {
    this.#confirm();
    this.#followDay();
  }

  #confirm(): void {
    if (!this.live) return;
    this.confirmedAt = hotelNow();
    rememberConfirmed(this.scope, this.confirmedAt);
  }

  #probed(reached: boolean): void {
    const back = reached && !this.reached;
    this.reached = reached;
    this.#confirm();
    if (back) this.#outbox.retry();
  }

  networkChanged(online: boolean): void {
    this.#confirm();
    this.online = online;
    if (!online) return;
    this.#outbox.retry();
    this.#bringThePast();
    void this.askForPeople();
  }

  // Doing ------------------------------------------------------------------------------------------------------------

  may(route: Pick<Route<unknown, unknown>, 'roles'>): boolean {
    return may(this.role, route);
  }

  /**
   * Takes a tap: shows it at once, sends it when that can be. Returns its key, by which its refusal can be recognised, or
   * a later command wait for it. With `undo`, a toast offers that for some seconds.
   */
  do(command: Command, undo?: Command): string {
    const key = this.#outbox.add(command);
    if (undo) {
      const text = this.wordsOf(command);
      toasts.add({ about: key, tone: 'done', text, undo: () => void this.do(undo) });
    }
    return key;
  }

  /**
   * Sends what only makes sense with the server at once: plans, settings, people. Shows nothing before the reply; raises
   * Refusal or Unreachable. `key` is the same for a repetition.
   */
  async order<Answer>(command: Command<Answer>, key: string = newIdempotencyKey()): Promise<Answer> {
    return sendAs<Answer>(this.cloud, callOf(command, key));
  }

  /** Asks the server, as the person who is signed in. Raises Refusal or Unreachable. */
  async read<Asked extends object, Answer>(
    route: Route<Asked, Answer>,
    asked: Asked,
    ids?: Ids,
  ): Promise<Answer> {
    return sendAs<Answer>(this.cloud, queryOf(route, this.scope, asked, ids));
  }

  /** One page of a list; `next` is the cursor to ask for the one after it. */
  async readPage<Asked extends object, Each>(
    route: Route<Asked, readonly Each[]>,
    asked: Asked,
    ids?: Ids,
  ): Promise<Page<Each>> {
    return pageAs<Each>(this.cloud, queryOf(route, this.scope, asked, ids));
  }

  isPending(kind: Kind, id: string): boolean {
    return this.#pendingOn.has(`${kind}/${id}`);
  }

  refusalsOf(kind: Kind, id: string): readonly Refused[] {
    return this.refused.filter(({ command }) =>
      command.shows.some((shown) => shown.kind === kind && shown.id === id),
    );
  }

  /** What was filled in there and refused (data/filled.svelte.ts), the last one last. */
  returnedTo(form: string): readonly Refused[] {
    return this.refused.filter(({ command, problem }) => command.form?.of === form && problem.status !== 200);
  }

  dismiss(key: string): void {
    this.#outbox.dismiss(key);
  }

  /** Who comes into a room next, of those who are still awaited. */
  nextArrival(room: Room | undefined): Expected | undefined {
    return nextArrival(room, this.dayBegins);
  }

  // People -----------------------------------------------------------------------------------------------------------

  /** A person's name; the house's word for what acts by itself. */
  name(id: string): string {
    const person = this.people.get(id);
    return person ? nameFor(person, currentLanguage()) : (messageOf(`actor.${id}`) ?? id);
  }

  /** What a room is called; its id, where it is none of the house. */
  roomName(id: string): string {
    return this.rooms.get(id)?.number ?? id;
  }

  /** What a type of room is called on this page. */
  typeName(type: string): string {
    return typeWords(this.property, type, currentLanguage().code);
  }

  wingName(wing: string): string {
    return wingWords(this.property, wing, currentLanguage().code);
  }

  /** On what keys one types a room: figures, where every room of the house has a number. */
  readonly roomKeys: 'numeric' | 'text' = $derived.by(() =>
    this.rooms.all.every(({ number }) => /^\d+$/.test(number)) ? 'numeric' : 'text',
  );

  /** What a tap wants, for the list of waiting ones and for toasts. */
  wordsOf({ about }: Command): string {
    return noteWords(about, this);
  }

  /** Tells the others which card is open here (`tasks/hkt_…`, `rooms/204`), or none any more. */
  look(at: string | null, doing: Doing = 'open'): void {
    this.#teller.tell(at, doing);
  }

  /** The others who have this card open. */
  lookingAt(card: string): readonly Presence[] {
    return this.presence.all.filter(({ looking_at }) => looking_at === card);
  }
}

function byId(people: readonly Colleague[]): Documents<Colleague> {
  return new Map(people.map((person) => [person.staff_id, person]));
}

/** As they lie in the house, those that are off the books left out. */
function arrangeRooms() {
  let lying: readonly Room[] = [];
  return (rooms: Documents<Room>): readonly Room[] => {
    lying = inOrder(rooms, lying);
    return lying.filter((room) => !room.archived);
  };
}
