// What somebody fills in and sends as a tap. The screen goes on at once; where the server refuses it, the form comes back as it
// was sent: at once where it still stands on the screen, else when it is opened next, also after a reload.
import type { Command, Filling } from './commands';
import type { Refused } from './outbox';

/** Who takes taps and keeps what was refused: the board, or the tablet. */
interface Taker {
  do(command: Command, undo?: Command): string;
  dismiss(key: string): void;
  returnedTo(form: string): readonly Refused[];
}

/** A form, by a name of its own within the property (`rooms/204/ticket`). To be made while its component is. */
export class Filled<Fields extends object> {
  fields = $state() as Fields;
  open = $state(false);
  /** The refusal whose fields stand in the form. */
  #taken: string | null = null;
  /** As it was opened, before anybody wrote in it. */
  #first = '';
  constructor(
    private readonly taker: Taker,
    readonly of: string,
    private readonly empty: () => Fields,
  ) {
    this.#fill(empty());
    this.takeBack();
    $effect(() => this.takeBack());
  }

  /** What of this form was refused and nobody has taken up again, with the reason. */
  get refused(): readonly Refused[] {
    return this.taker.returnedTo(this.of);
  }

  /** Opens it, with these at first. */
  begin(first: Partial<Fields> = {}): void {
    this.#fill({ ...this.empty(), ...first });
    this.open = true;
  }

  /** Takes the tap that was made of the fields. */
  send(command: Command, undo?: Command): string {
    const fields = $state.snapshot(this.fields) as Filling['fields'];
    const key = this.taker.do({ ...command, form: { of: this.of, fields } }, undo);
    this.leave();
    return key;
  }

  /** Closes it, and lets go of what stands in it. */
  leave(): void {
    const taken = this.#taken;
    this.#taken = null;
    this.open = false;
    this.#fill(this.empty());
    if (taken !== null) this.taker.dismiss(taken);
  }

  /** Never over what somebody is writing now: then it waits until that is sent or left. */
  takeBack(): void {
    const last = this.refused.at(-1);
    if (!last?.command.form || last.key === this.#taken) return;
    if (JSON.stringify(this.fields) !== this.#first) return;
    this.#taken = last.key;
    this.#fill({ ...this.empty(), ...(last.command.form.fields as Fields) });
    this.open = true;
  }

  #fill(fields: Fields): void {
    this.fields = fields;
    this.#first = JSON.stringify(fields);
  }
}
