// Who works here, for those who hire them. What everybody may know of colleagues is in people.ts.
import { commandOf, type Here } from './calls';
import type { Command } from './commands';
import type {
  ChangeStaff,
  Done,
  HireStaff,
  Invitation,
  InviteStaff,
  Me,
  Session,
  SignInCode,
  Staff,
  Unpaired,
} from './contracts';
import {
  change_staff,
  dismiss_staff,
  end_session,
  hire_staff,
  invite_staff,
  make_sign_in_code,
  set_own_languages,
  set_pin,
  unpair_device,
  withdraw_invitation,
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

/** Only with the server: the code is shown once and kept on no device. */
export function makeSignInCode(here: Here, staffId: string): Command<SignInCode> {
  return commandOf(make_sign_in_code, here, {
    ...of(staffId),
    body: {},
    about: { key: 'note.make_sign_in_code', people: { person: staffId } },
  });
}

export function inviteStaff(here: Here, wanted: InviteStaff): Command<Invitation> {
  return commandOf(invite_staff, here, {
    body: wanted,
    lane: 'staff',
    about: { key: 'note.invite_staff', values: { person: wanted.email } },
  });
}

export function withdrawInvitation(here: Here, staffId: string): Command<Invitation> {
  return commandOf(withdraw_invitation, here, {
    ...of(staffId),
    body: {},
    about: { key: 'note.withdraw_invitation' },
  });
}

export function unpairDevice(here: Here, deviceId: string): Command<Unpaired> {
  return commandOf(unpair_device, here, {
    ids: { device_id: deviceId },
    lane: `devices/${deviceId}`,
    body: {},
    about: { key: 'note.unpair_device' },
  });
}

export function endSession(here: Here, sessionId: string): Command<Session> {
  return commandOf(end_session, here, {
    ids: { session_id: sessionId },
    lane: `sessions/${sessionId}`,
    body: {},
    about: { key: 'note.end_session' },
  });
}

/** By the person themselves, who says their password, or a manager; null takes it away. Kept on no device either. */
export function setPin(here: Here, staffId: string, pin: string | null, password?: string): Command<Done> {
  return commandOf(set_pin, here, {
    ...of(staffId),
    body: { pin, ...(password === undefined ? {} : { password }) },
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
