// Firestore's streams find back to the server by themselves, nearly always.
import { disableNetwork, enableNetwork } from 'firebase/firestore';
import type { Cloud } from './cloud';
import type { Stop } from './documents';

const LOOK_MS = 10_000;

/** Begins all streams anew where a picture has stayed behind for two looks though the device has a network. */
export function keepConnected({ db }: Cloud, isBehind: () => boolean): Stop {
  let behind = 0;
  const timer = setInterval(() => {
    behind = navigator.onLine && isBehind() ? behind + 1 : 0;
    if (behind < 2) return;
    behind = 0;
    void disableNetwork(db).then(() => enableNetwork(db));
  }, LOOK_MS);
  return () => clearInterval(timer);
}
