// The language of the screens is the person's: taken from what they speak when they come, and told to the server when they
// choose another. What cannot be told without network is kept for later, on this device.
import type { Cloud } from '../../data/cloud';
import { peopleNow } from '../../data/people';
import { setOwnLanguages } from '../../data/staff';
import { currentLanguage } from '../../i18n/index.svelte';
import { chooseLanguage, LANGUAGES } from '../../i18n/languages';
import type { Person, Scope, StaffRole } from '../../data/contracts';
import type { Board } from '../board.svelte';
import { chooseToSpeak, rememberLanguage, rememberWish, wishOf } from '../preferences';

/** Nobody waits longer than this for their board, only to have it in their language. */
const KNOWN_WITHIN_MS = 3_000;

/** What the person at this page has chosen since it opened: what the server says of them may be older. */
let chosen: { who: string; code: string } | null = null;

const spoken = ({ languages }: Pick<Person, 'languages'>) =>
  languages.find((code) => LANGUAGES.some((language) => language.code === code));

const ownOf = (person: Person) => wishOf(person.staff_id) ?? spoken(person);

/** The next page here opens in their language. */
export function speakOf(person: Person): void {
  const code = ownOf(person);
  if (code) rememberLanguage(code);
}

/** Turns the page to the language of who has just come, as far as that is known soon; else `followPerson` does it later. */
export async function speakAs(cloud: Cloud, scope: Scope, role: StaffRole, staffId: string): Promise<void> {
  const turned = async () => {
    const me = (await peopleNow(cloud, scope, role)).find((person) => person.staff_id === staffId);
    const code = me && ownOf(me);
    if (code) await chooseToSpeak(chooseLanguage(code));
  };
  const enough = new Promise<void>((over) => setTimeout(over, KNOWN_WITHIN_MS));
  await Promise.race([turned().catch(() => undefined), enough]);
}

/** To be called in an effect: turns the board to the language of who is here, once it is known, and whenever it is another. */
export function followPerson(board: Board): void {
  const me = board.people.get(board.scope.me);
  if (!me) return;
  const { staff_id: who } = me;
  const wish = wishOf(who);
  if (wish && board.online) void tell(board, me, wish);
  const code = wish ?? (chosen?.who === who ? chosen.code : spoken(me));
  if (code && code !== currentLanguage().code) void chooseToSpeak(chooseLanguage(code));
}

/** Turns the board to this language at once, and makes it the person's. */
export async function chooseOwn(board: Board, code: string): Promise<void> {
  const who = board.scope.me;
  chosen = { who, code };
  rememberWish(who, code);
  await chooseToSpeak(chooseLanguage(code));
  const me = board.people.get(who);
  if (me) await tell(board, me, code);
}

async function tell(board: Board, { staff_id, languages }: Person, code: string): Promise<void> {
  if (languages[0] === code) return rememberWish(staff_id, null);
  chosen = { who: staff_id, code };
  try {
    await board.order(setOwnLanguages(board.scope, [code, ...languages.filter((one) => one !== code)]));
    rememberWish(staff_id, null);
    await board.askForPeople();
  } catch {
    // Without network, or not now: the wish stays, and is told when the network is back.
  }
}
