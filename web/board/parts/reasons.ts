// Why the house did something, in the language of the screen; a person's own words stay as they are.
import type { HouseReason, NotNeeded } from '../../data/contracts';
import { isolated, messageOf, type MessageKey } from '../../i18n/index.svelte';

/** All that the server gives by itself. */
const REASONS: Readonly<Record<HouseReason | NotNeeded, MessageKey>> = {
  'check-in': 'reason.check_in',
  'check-out': 'reason.check_out',
  'the guest has left': 'reason.guest_left',
  'inspection failed': 'reason.inspection_failed',
  mended: 'reason.mended',
  untouched: 'reason.untouched',
  'shift ended': 'reason.shift_ended',
  'did not come on shift': 'reason.did_not_come',
  'put back': 'reason.put_back',
  'at work in two houses': 'reason.in_two_houses',
  'cleaned again since': 'reason.cleaned_again',
  'cleans here no more': 'reason.cleans_no_more',
  'block ended': 'reason.block_ended',
  'block cleared': 'reason.block_cleared',
  'out of use in the PMS': 'reason.pms_out',
  'said by the PMS': 'reason.pms_said',
  'the next guest is in the room': 'reason.next_guest_in',
  'the guest is in the room after all': 'reason.guest_back',
  'the guest stays on': 'reason.guest_stays',
  'the guest is in the room no more': 'reason.guest_gone',
  'the room was cleaned without it': 'reason.room_clean',
  'no service that day': 'reason.not_today',
  'the request is closed': 'reason.request_closed',
  'there is nothing to inspect': 'reason.nothing_to_inspect',
  'the property has the room no more': 'reason.room_gone',
};
const KEYS: ReadonlyMap<string, MessageKey> = new Map(Object.entries(REASONS));
const CLEARED: HouseReason = 'block cleared';
/** Behind it stands the reason of the block. */
const OF_BLOCK = `${CLEARED}: `;

/** Where a page has not brought the area `reasons` yet, the server's own words. */
export function reasonWords(reason: string): string {
  const known = reason.startsWith(OF_BLOCK)
    ? messageOf(REASONS[CLEARED], { reason: reasonWords(reason.slice(OF_BLOCK.length)) })
    : messageOf(KEYS.get(reason));
  return known ?? isolated(reason);
}
