// The tabs of one browser that have the same board open: one of them sends what was tapped, all show it.

export interface Tabs {
  /** Calls `begin` once this tab is the one that sends: at once, or when the one before it is gone. */
  lead(begin: () => void): void;
  /** Tells the others that something on the shelf is another. */
  tell(): void;
  hear(changed: () => void): void;
  leave(): void;
}

/** For what no other tab knows of. */
export function onlyTab(): Tabs {
  return { lead: (begin) => begin(), tell: () => undefined, hear: () => undefined, leave: () => undefined };
}

/** Web Locks choose the tab that sends, and choose another one the moment it closes, crashes or is frozen out. */
export function tabsOf(owner: string): Tabs {
  const name = `outbox ${owner}`;
  const channel = new BroadcastChannel(name);
  const asking = new AbortController();
  let stepDown: () => void = () => undefined;
  return {
    lead(begin) {
      // Web Locks want a secure context; without them two tabs may send the same tap, which its key makes harmless.
      if (!('locks' in navigator)) return begin();
      const until = new Promise<void>((resolve) => (stepDown = resolve));
      const chosen = () => {
        begin();
        return until;
      };
      navigator.locks.request(name, { signal: asking.signal }, chosen).catch(() => undefined);
    },
    tell: () => channel.postMessage('changed'),
    hear: (changed) => channel.addEventListener('message', changed),
    leave() {
      asking.abort();
      stepDown();
      channel.close();
    },
  };
}
