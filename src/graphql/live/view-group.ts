import type { FeedEvent } from "../../domain/events.js";
import { Failure } from "../../domain/failure.js";
import { Group, type GroupOptions, type Learned } from "./group.js";
import { KeptResults } from "./kept-results.js";
import type { Member } from "./member.js";
import type { SelectionKeys, Shown, View } from "./selection.js";
import { WholeView } from "./whole-view.js";

/** Changes that are executed at the same time; what they read is then read together. */
const MOST_AT_ONCE = 100;
/** Events that wait to be applied; beyond it the view is read anew in their place. */
const MOST_WAITING = 10_000;

/** Subscribers to the same view. Who falls behind is shown it whole again. */
export class ViewGroup extends Group {
  readonly #view: View;
  /** Everything up to it is in the view. */
  #position: number;
  /** What is done with the view, one after the other. */
  #tail: Promise<void> = Promise.resolve();
  /** Events that wait for their turn; they are applied together. */
  #waiting: FeedEvent[] = [];
  /** More came than may wait: of those only the last is kept. */
  #missed = false;
  /** How many members are being shown the view whole. */
  #behind = 0;
  /** For as long as the view does not change, and somebody is being shown it. */
  #whole: WholeView | null = null;
  /** What changed while somebody is being shown the view. */
  readonly #kept = new KeptResults();

  constructor(options: GroupOptions, view: View) {
    super(options);
    this.#view = view;
    this.#position = options.node.position;
    // Begins once it has its first member.
    this.#next(() => this.#open());
  }

  get keys(): SelectionKeys {
    return this.#view.keys();
  }

  learn(warehouse: Learned): void {
    this.#view.learn(warehouse);
  }

  accept(events: readonly FeedEvent[]): void {
    const isFirst = this.#waiting.length === 0;
    this.#waiting.push(...events);
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting = this.#waiting.slice(-1);
      this.#missed = true;
    }
    if (isFirst) this.#next(() => this.#take());
  }

  refill(member: Member): void {
    this.#behind += 1;
    void this.#catchUp(member).then(() => {
      this.#behind -= 1;
      if (this.#behind > 0) return;
      this.#whole = null;
      this.#kept.clear();
    });
  }

  #next(task: () => Promise<void> | void): void {
    this.#tail = this.#tail.then(task);
  }

  async #open(): Promise<void> {
    await this.#persist(async () => {
      await this.#view.open();
      return true;
    });
  }

  #take(): Promise<void> {
    const [events, missed] = [this.#waiting, this.#missed];
    [this.#waiting, this.#missed] = [[], false];
    const { position } = events.at(-1) as FeedEvent;
    return missed ? this.#openAnew(position) : this.#apply(events, position);
  }

  /** Whoever was shown the view, or a part of it, is shown it again. */
  async #openAnew(position: number): Promise<void> {
    await this.#open();
    this.#position = position;
    this.#whole = null;
    this.#kept.forget(position);
    for (const member of [...this.members]) member.fallBehind(member.seen);
  }

  async #apply(events: readonly FeedEvent[], position: number): Promise<void> {
    const shown = (await this.#persist(() => this.#view.apply(events))) ?? [];
    this.#position = position;
    if (shown.length > 0) this.#whole = null;
    for (let begin = 0; begin < shown.length; begin += MOST_AT_ONCE) {
      await this.#tell(shown.slice(begin, begin + MOST_AT_ONCE));
    }
  }

  async #tell(shown: readonly Shown[]): Promise<void> {
    const payloads = shown.map(({ root }) => this.render(root));
    for (const [index, { position, key }] of shown.entries()) {
      const payload = (await payloads[index]) as string;
      // Before it is given: who goes live meanwhile has it from there.
      if (this.#behind > 0) this.#kept.push({ position, payload });
      await this.fanOut(position, key, payload);
    }
  }

  /** At the pace of its connection: the view whole, then what changed meanwhile, until it is level. */
  async #catchUp(member: Member): Promise<void> {
    while (member.isBehind) {
      const whole = await this.#now();
      if (!(await this.#show(member, whole))) return;
      if (await this.#giveKept(member)) return;
    }
  }

  /** The view as it is when what was to be done with it before has been done. */
  #now(): Promise<WholeView> {
    return new Promise((resolve) => {
      this.#next(() => {
        const roots = () => this.#view.whole(this.#position);
        resolve((this.#whole ??= new WholeView(this.#position, roots(), this.render)));
      });
    });
  }

  /** @returns false when the member has left. */
  async #show(member: Member, { position, pages }: WholeView): Promise<boolean> {
    for (const page of pages) {
      const payload = await page();
      // Asked again each time: others of the same connection may have filled it meanwhile.
      while (member.hasToWait) await member.outlet.room();
      if (!member.isBehind) return false;
      member.send(position, payload);
      // A page is as much work as many results.
      await this.node.turns.turn();
    }
    return true;
  }

  /** @returns false when some of it is not kept any more: the view has to be shown again. */
  async #giveKept(member: Member): Promise<boolean> {
    while (member.isBehind) {
      if (!this.#kept.reaches(member.seen)) return false;
      const next = this.#kept.after(member.seen);
      if (!next) member.goLive();
      else if (member.hasToWait) await member.outlet.room();
      else member.send(next.position, next.payload);
    }
    return true;
  }

  /** What is more than can be shown ends the members; whatever else fails is tried again. */
  #persist<T>(ask: () => Promise<T>): Promise<T | undefined> {
    const wanted = () => this.members.size > 0;
    return this.node.persist<T>(async () => {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== "LIMIT_EXCEEDED") throw error;
        this.end(error);
        return undefined;
      }
    }, wanted);
  }
}
