import { expect, it } from 'vitest';
import { demoOf } from './cloud';
import type { Demo, WebConfig } from './contracts';

const demo: Demo = {
  password: 'demo-password',
  people: [{ email: 'lead@demo.hotel', name: 'Laila', role: 'supervisor', language: 'en' }],
};
const config = { project_id: 'demo-x', api_key: 'demo', firestore_emulator: null, demo };

it("offers the demo's people where accounts are emulated", () => {
  expect(demoOf({ ...config, auth_emulator: 'http://127.0.0.1:9099' })).toEqual(demo);
});

it('offers nobody in production, whatever the configuration says', () => {
  expect(demoOf({ ...config, auth_emulator: null })).toBeNull();
  expect(demoOf({ ...config, auth_emulator: '' as WebConfig['auth_emulator'] })).toBeNull();
});

it('offers nobody where there is no demo hotel', () => {
  expect(demoOf({ ...config, auth_emulator: 'http://127.0.0.1:9099', demo: null })).toBeNull();
});
