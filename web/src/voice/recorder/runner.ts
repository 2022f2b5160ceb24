import { at, type Effect, type MachineState, type Step } from "./machine";

/**
 * The machine's state; its effects are carried out one after the other, whatever is pressed meanwhile. Fires `change`
 * when the state has changed and when a step is done.
 */
export class Runner extends EventTarget {
  state: MachineState = at("ready");
  /** A New has begun and its recording has not: a second press meanwhile is the same New. */
  isCreating = false;
  readonly #carryOut: (effect: Effect, pageSession: string | null) => Promise<void>;
  #work: Promise<void> = Promise.resolve();

  /** `carryOut` never rejects. `pageSession` is the session of the page that the step's key was pressed on. */
  constructor(carryOut: (effect: Effect, pageSession: string | null) => Promise<void>) {
    super();
    this.#carryOut = carryOut;
  }

  /** Resolves when all steps so far are done. */
  get done(): Promise<void> {
    return this.#work;
  }

  take(step: Step, pageSession: string | null = null): void {
    this.state = step.state;
    const creates = step.effects.includes("create_session");
    if (creates) this.isCreating = true;
    for (const effect of step.effects) this.after(() => this.#carryOut(effect, pageSession));
    this.after(async () => {
      if (creates) this.isCreating = false;
      this.#changed();
    });
    this.#changed();
  }

  /** Work after all steps so far, and before the next one. */
  after(work: () => Promise<void>): void {
    this.#work = this.#work.then(work);
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
