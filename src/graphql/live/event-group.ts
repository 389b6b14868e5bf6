import type { FeedEvent } from "../../domain/events.js";
import { expired } from "./feed-failures.js";
import { variantsIn } from "./index-keys.js";
import { Group, type GroupOptions, type Learned } from "./group.js";
import type { Member } from "./member.js";
import type { EventSelection, SelectionKeys } from "./selection.js";
import type { Leap } from "./stored-events.js";

/** Results that are executed at the same time; what they read is then read together. */
const MOST_AT_ONCE = 100;
/** Events that wait to be executed; beyond it the members read them from the feed, each at its own pace. */
const MOST_WAITING = 2_000;
/** Results that are kept for members that are behind together. */
const MOST_KEPT = 500;

/** Subscribers to the same events of the feed. */
export class EventGroup extends Group {
  readonly #selection: EventSelection;
  #waiting: FeedEvent[] = [];
  #working = false;
  /** How many members are being refilled. */
  #behind = 0;
  readonly #kept = new Map<number, Promise<string | null>>();

  constructor(options: GroupOptions, selection: EventSelection) {
    super(options);
    this.#selection = selection;
  }

  get keys(): SelectionKeys {
    return this.#selection.keys();
  }

  learn(warehouse: Learned): void {
    this.#selection.learn(warehouse);
  }

  accept(events: readonly FeedEvent[]): void {
    this.#waiting.push(...events);
    if (this.#waiting.length > MOST_WAITING) this.#overflow();
    else if (!this.#working) void this.#work();
  }

  /** From the feed, at the pace of its connection, until it is level with what the node has heard. */
  refill(member: Member): void {
    this.#behind += 1;
    void this.#catchUp(member).then(() => {
      this.#behind -= 1;
      if (this.#behind === 0) this.#kept.clear();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#waiting.length > 0) {
      const events = this.#waiting.slice(0, MOST_AT_ONCE);
      const payloads = events.map((event) => this.#payload(event));
      for (const [index, event] of events.entries()) {
        const payload = await payloads[index];
        if (typeof payload === "string") await this.fanOut(event.position, event.aggregateId, payload);
        // An overflow has left it to the feed.
        if (this.#waiting[0] !== event) break;
        this.#waiting.shift();
      }
    }
    this.#working = false;
  }

  #overflow(): void {
    const [next] = this.#waiting;
    this.#waiting = [];
    for (const member of [...this.members]) member.fallBehind((next as FeedEvent).position - 1);
  }

  async #catchUp(member: Member): Promise<void> {
    while (member.isBehind) {
      if (member.seen >= this.node.position) return member.goLive();
      if (!(await member.outlet.room()) || !member.isBehind) return;
      const leap = await this.#leap(member);
      if (!member.isBehind) return;
      if (leap && leap.floor > member.seen) return member.end(expired(leap.floor));
      if (leap && leap.to > member.seen) {
        member.seen = leap.to;
        continue;
      }
      const read = await this.node.read(member.seen, () => member.isBehind);
      if (!member.isBehind || read.length === 0) return;
      // What is older than the retention may go while it is being read.
      const first = read[0]?.position ?? member.seen + 1;
      if (first > member.seen + 1) return member.end(expired(first - 1));
      // What the node has not heard yet may be of a warehouse that the selection has to learn of first.
      const events = read.filter(({ position }) => position <= this.node.position);
      const given = member.conflate ? latestOfEach(await this.#matching(events)) : events;
      if (await this.#giveStored(member, given)) member.seen = events.at(-1)?.position ?? member.seen;
    }
  }

  async #leap(member: Member): Promise<Leap | undefined> {
    const variants = variantsIn(this.keys);
    return variants ? this.node.leap(member.seen, variants, () => member.isBehind) : undefined;
  }

  /** @returns false where it stops, since the connection is full: the rest is read again. */
  async #giveStored(member: Member, events: readonly FeedEvent[]): Promise<boolean> {
    const { turns } = this.node;
    for (let begin = 0; begin < events.length; begin += MOST_AT_ONCE) {
      const some = events.slice(begin, begin + MOST_AT_ONCE);
      const payloads = some.map((event) => this.#keptPayload(event));
      for (const [index, { position }] of some.entries()) {
        const payload = await payloads[index];
        if (turns.isOver()) await turns.turn();
        if (!member.isBehind || member.outlet.full) return false;
        if (typeof payload === "string") member.send(position, payload);
        else member.seen = position;
      }
    }
    return true;
  }

  /** What else happened to an aggregate must not take the place of what a member is to be told of it. */
  async #matching(events: readonly FeedEvent[]): Promise<FeedEvent[]> {
    const matched = await Promise.all(events.map(async (event) => this.#matches(event)));
    return events.filter((_, index) => matched[index]);
  }

  /** Those that come again together, after their node went, are mostly behind by the same events. */
  #keptPayload(event: FeedEvent): Promise<string | null> {
    const kept = this.#kept.get(event.position);
    if (kept) return kept;
    const payload = Promise.resolve(this.#payload(event));
    this.#kept.set(event.position, payload);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return payload;
  }

  /** null: it does not match, or nobody waits for it any more. */
  #payload(event: FeedEvent): Promise<string | null> | string | null {
    const matches = this.#matches(event);
    if (typeof matches === "boolean") return matches ? this.render(event) : null;
    return matches.then((matched) => (matched ? this.render(event) : null));
  }

  #matches(event: FeedEvent): Promise<boolean> | boolean {
    // Nobody would see a look-up fail.
    if (this.members.size === 0) return false;
    const matches = this.#selection.match(event);
    return typeof matches === "boolean" ? matches : this.#lookUp(event, matches);
  }

  async #lookUp(event: FeedEvent, matches: Promise<boolean>): Promise<boolean> {
    let asked: Promise<boolean> | undefined = matches;
    const ask = async () => {
      const first = asked;
      asked = undefined;
      return first ?? this.#selection.match(event);
    };
    const wanted = () => this.members.size > 0;
    return (await this.node.persist(ask, wanted)) === true;
  }
}

/** The latest of each aggregate, in their order. */
function latestOfEach(events: readonly FeedEvent[]): FeedEvent[] {
  const latest = new Map<string, FeedEvent>();
  for (const event of events) {
    latest.delete(event.aggregateId);
    latest.set(event.aggregateId, event);
  }
  return [...latest.values()];
}
