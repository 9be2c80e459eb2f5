// Short messages at the foot of the page, some with an undo. They leave by themselves, but not from under a hand.

export interface Toast {
  id: number;
  text: string;
  tone: 'done' | 'refused';
  undo?: () => void;
  /** The command it speaks of, so that its refusal takes the message back. */
  about?: string;
}

const SECONDS = 8;

class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  #next = 1;
  #leaving = new Map<number, ReturnType<typeof setTimeout>>();

  add(toast: Omit<Toast, 'id'>): void {
    const id = this.#next++;
    this.shown = [...this.shown.slice(-2), { ...toast, id }];
    this.release(id);
  }

  /** Somebody points at it, or came to it with the keys: it stays until they let go. */
  hold(id: number): void {
    clearTimeout(this.#leaving.get(id));
  }

  release(id: number): void {
    this.hold(id);
    this.#leaving.set(
      id,
      setTimeout(() => this.remove(id), SECONDS * 1000),
    );
  }

  remove(id: number): void {
    this.hold(id);
    this.#leaving.delete(id);
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  clear(): void {
    this.shown = [];
  }

  /** Takes back what was said of a command that did not hold. */
  takeBack(about: string): void {
    this.shown = this.shown.filter((toast) => toast.about !== about);
  }

  undo(toast: Toast): void {
    this.remove(toast.id);
    toast.undo?.();
  }
}

export const toasts = new Toasts();
