// Whether the server is there at all, and streams that do not find back to it. Firestore's own streams notice a server that
// is gone after half a minute; a person who works by what is shown has to see that sooner.
import { disableNetwork, enableNetwork } from 'firebase/firestore';
import type { Cloud } from './cloud';
import type { Stop } from './documents';

const LOOK_MS = 10_000;
/** A server that went away is noticed within the two together. */
const PROBE_MS = 2_500;
const PATIENCE_MS = 2_000;

/** Asks again and again, while the page is seen, whether Firestore answers; tells after each try. */
export function watchReach({ origin }: Cloud, tried: (reached: boolean) => void): Stop {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout>;
  const probe = async () => {
    if (navigator.onLine && document.visibilityState === 'visible') {
      // Whatever it answers will do: an opaque reply is one.
      const asked = { mode: 'no-cors', cache: 'no-store', credentials: 'omit' } as const;
      const reached = await fetch(`${origin}/`, { ...asked, signal: AbortSignal.timeout(PATIENCE_MS) }).then(
        () => true,
        () => false,
      );
      if (stopped) return;
      tried(reached);
    }
    timer = setTimeout(() => void probe(), PROBE_MS);
  };
  timer = setTimeout(() => void probe(), PROBE_MS);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

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
