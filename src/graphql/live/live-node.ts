import { Failure } from "../../domain/failure.js";
import type { FeedEvent, WarehouseCreated } from "../../domain/events.js";
import type { Logger } from "../../lib/logger.js";
import { sharing } from "../../lib/sharing.js";
import type { FeedReader } from "../../ports/feed-log.js";
import type { LiveMessage } from "../../ports/live-feed.js";
import { Audience } from "./audience.js";
import { EventGroup } from "./event-group.js";
import { expired, isPositionFault, unknown } from "./feed-failures.js";
import { FeedFollower } from "./feed-follower.js";
import type { Group, GroupNode, GroupOptions } from "./group.js";
import type { Delivery, Member } from "./member.js";
import { createPersistence, type Persistence } from "./persistence.js";
import type { EventSelection, ViewSelection } from "./selection.js";
import { StoredEvents, type Leap, type StoredHistory } from "./stored-events.js";
import { Turns } from "./turns.js";
import { ViewGroup } from "./view-group.js";

interface NodeOptions {
  readonly feed: FeedReader;
  readonly history?: StoredHistory | undefined;
  readonly logger: Logger;
  readonly quietMs: number;
  /** The head when it was opened. */
  readonly start: number;
}

export interface Joining {
  /** The same for subscriptions that can share each result: of one group. */
  readonly key: string;
  readonly selection: EventSelection | ViewSelection;
  /** Executes and serialises; taken of the group's first. Never rejects. */
  readonly render: GroupOptions["render"];
  readonly delivery: Delivery;
}

/** So long is tried to find out where a subscription begins. */
const JOINING_MS = 5_000;

/** What is behind a hub: one follower of the feed, and everybody it delivers to. */
export class LiveNode implements GroupNode {
  readonly turns = new Turns();
  readonly #audience = new Audience<Group>();
  readonly persist: Persistence;
  readonly #options: NodeOptions;
  readonly #abort = new AbortController();
  readonly #stored: StoredEvents;
  readonly #follower: FeedFollower;
  readonly #groups = new Map<string, Group>();
  readonly #watch: NodeJS.Timeout;
  /** Thousands may come at the same moment, after a node or Redis was away. */
  readonly #floor: () => Promise<number>;
  readonly #askForHead: () => Promise<void>;
  #heardAt = -Infinity;

  constructor(options: NodeOptions) {
    const { feed } = options;
    this.#floor = sharing(() => feed.floor());
    this.#askForHead = sharing(async () => this.hear({ kind: "heartbeat", head: await feed.head() }));
    this.#options = options;
    this.persist = createPersistence(options.logger, this.#abort.signal);
    this.#stored = new StoredEvents({ feed, history: options.history, persist: this.persist });
    const wanted = () => this.#groups.size > 0 && !this.#abort.signal.aborted;
    this.#follower = new FeedFollower({
      start: options.start,
      wanted,
      read: (position) => this.read(position, wanted),
      deliver: (events) => this.#deliver(events),
      lost: (floor) => {
        for (const group of this.#groups.values()) group.end(expired(floor));
      },
    });
    this.#watch = setInterval(() => this.#askWhenQuiet(), options.quietMs).unref();
  }

  get groups(): number {
    return this.#groups.size;
  }

  get members(): number {
    let members = 0;
    for (const { size } of this.#groups.values()) members += size;
    return members;
  }

  get position(): number {
    return this.#follower.position;
  }

  hear(message: LiveMessage): void {
    this.#heardAt = performance.now();
    this.#follower.hear(message);
  }

  async join({ key, selection, render, delivery }: Joining): Promise<Member> {
    const after = selection.kind === "events" ? selection.after : null;
    const start = await this.#patiently(() => (after === null ? this.#newest() : this.#resumable(after)));
    if (this.#abort.signal.aborted) throw new Failure("UNAVAILABLE", "The service is stopping.");
    const group = this.#groups.get(key) ?? this.#open(key, selection, render);
    return group.join(delivery, start, selection.kind === "events" && selection.conflate);
  }

  read(position: number, wanted: () => boolean): Promise<readonly FeedEvent[]> {
    return this.#stored.read(position, wanted);
  }

  leap(
    after: number,
    productVariantIds: readonly string[],
    wanted: () => boolean,
  ): Promise<Leap | undefined> {
    return this.#stored.leap({ after, until: this.position }, productVariantIds, wanted);
  }

  stop(): void {
    this.#abort.abort();
    clearInterval(this.#watch);
    for (const group of this.#groups.values()) group.end();
  }

  #open(key: string, selection: EventSelection | ViewSelection, render: GroupOptions["render"]): Group {
    const onEmpty = () => {
      this.#groups.delete(key);
      this.#audience.delete(group);
    };
    const options: GroupOptions = { node: this, render, onEmpty };
    const group =
      selection.kind === "events"
        ? new EventGroup(options, selection)
        : new ViewGroup(options, selection.view());
    this.#groups.set(key, group);
    this.#audience.add(group);
    return group;
  }

  #deliver(events: readonly FeedEvent[]): void {
    this.#stored.note(events);
    for (const event of events) if (event.type === "WarehouseCreatedEvent") this.#learn(event.data);
    for (const [group, concerning] of this.#audience.concerned(events)) group.accept(concerning);
  }

  #learn({ warehouseId: id, code }: WarehouseCreated["data"]): void {
    for (const group of this.#groups.values()) {
      group.learn({ id, code });
      this.#audience.delete(group);
      this.#audience.add(group);
    }
  }

  /** When thousands come again at once, or the database is away for a moment, they need not come once more. */
  async #patiently(begin: () => Promise<number>): Promise<number> {
    const until = performance.now() + JOINING_MS;
    let fault: unknown = new Failure("UNAVAILABLE", "The service is stopping.");
    const ask = async () => {
      try {
        return await begin();
      } catch (error) {
        fault = error;
        if (isPositionFault(error)) return null;
        throw error;
      }
    };
    const start = await this.persist(ask, () => performance.now() < until);
    if (typeof start === "number") return start;
    throw fault;
  }

  async #newest(): Promise<number> {
    if (this.#isQuiet()) await this.#askForHead();
    return this.#follower.position;
  }

  async #resumable(after: number): Promise<number> {
    if (after === this.#follower.position || this.#stored.reaches(after)) return after;
    const head = after > this.#follower.position ? await this.#options.feed.head() : after;
    if (after > head) throw unknown(after, head);
    const floor = await this.#floor();
    if (after < floor) throw expired(floor);
    return after;
  }

  #isQuiet(): boolean {
    return performance.now() - this.#heardAt > this.#options.quietMs;
  }

  /** The live feed may be away for long: subscribers are then served from the feed alone. */
  #askWhenQuiet(): void {
    if (this.#groups.size === 0 || !this.#isQuiet()) return;
    this.#askForHead().catch((error: unknown) =>
      this.#options.logger.warn({ err: error }, "The feed's head cannot be read"),
    );
  }
}
