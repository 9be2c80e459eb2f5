// Who works here, for those who hire them. What everybody may know of colleagues is in people.ts.
import { commandOf, type Here } from './calls';
import type { Command } from './commands';
import type { ChangeStaff, Done, HireStaff, Me, Staff } from './contracts';
import {
  change_staff,
  dismiss_staff,
  hire_staff,
  set_own_languages,
  set_password,
  set_pin,
} from './routes.gen';

const of = (staffId: string) => ({ ids: { staff_id: staffId }, lane: `staff/${staffId}` });

export function hireStaff(here: Here, wanted: HireStaff): Command<Staff> {
  return commandOf(hire_staff, here, {
    body: wanted,
    lane: 'staff',
    about: { key: 'note.hire_staff', values: { person: wanted.name } },
  });
}

export function changeStaff(here: Here, staffId: string, change: ChangeStaff): Command<Staff> {
  return commandOf(change_staff, here, {
    ...of(staffId),
    body: change,
    about: { key: 'note.change_staff', values: { person: change.name } },
  });
}

export function dismissStaff(here: Here, staffId: string): Command<Staff> {
  return commandOf(dismiss_staff, here, {
    ...of(staffId),
    body: {},
    about: { key: 'note.dismiss_staff', people: { person: staffId } },
  });
}

/** Only with the server: a password is kept on no device. */
export function setPassword(here: Here, staffId: string, password: string): Command<Done> {
  return commandOf(set_password, here, {
    ...of(staffId),
    body: { password },
    about: { key: 'note.set_password', people: { person: staffId } },
  });
}

/** By the person themselves, or a manager; null takes it away. Kept on no device either. */
export function setPin(here: Here, staffId: string, pin: string | null): Command<Done> {
  return commandOf(set_pin, here, {
    ...of(staffId),
    body: { pin },
    about: { key: 'note.set_pin', people: { person: staffId } },
  });
}

/** What one speaks; the first is the language of the screens. */
export function setOwnLanguages(here: Here, languages: readonly string[]): Command<Me> {
  return commandOf(set_own_languages, here, {
    body: { languages },
    lane: `staff/${here.me}`,
    about: { key: 'note.set_own_languages' },
  });
}
