import type { FeedEvent } from "../../domain/events.js";
import type { Failure } from "../../domain/failure.js";
import type { Listener } from "./audience.js";
import { Member, type Delivery, type MemberGroup } from "./member.js";
import type { Persistence } from "./persistence.js";
import type { EventSelection, SelectionKeys } from "./selection.js";
import type { Leap } from "./stored-events.js";
import type { Turns } from "./turns.js";

/** What a group has from its node. */
export interface GroupNode {
  /** Everything up to it was given to the groups. */
  readonly position: number;
  /** Stored events after the position, in order; waits out an outage for as long as they are `wanted`. */
  read(position: number, wanted: () => boolean): Promise<readonly FeedEvent[]>;
  /** How far after the position there are no events of these items; undefined: better to read on. Never rejects. */
  leap(
    position: number,
    productVariantIds: readonly string[],
    wanted: () => boolean,
  ): Promise<Leap | undefined>;
  readonly persist: Persistence;
  readonly turns: Turns;
}

export interface GroupOptions {
  readonly node: GroupNode;
  /** One result for all members: executed and serialised. Never rejects. */
  readonly render: (root: unknown) => Promise<string> | string;
  /** Nobody is left. */
  readonly onEmpty: () => void;
}

/** A warehouse that came to be. */
export type Learned = Parameters<EventSelection["learn"]>[0];

/** Equal subscriptions: what concerns them is executed and serialised once. */
export abstract class Group implements MemberGroup, Listener {
  protected readonly node: GroupNode;
  protected readonly render: GroupOptions["render"];
  protected readonly members = new Set<Member>();
  readonly #onEmpty: () => void;

  abstract readonly keys: SelectionKeys;

  constructor({ node, render, onEmpty }: GroupOptions) {
    this.node = node;
    this.render = render;
    this.#onEmpty = onEmpty;
  }

  get size(): number {
    return this.members.size;
  }

  abstract learn(warehouse: Learned): void;

  /** Takes the next events that may concern it, in order. */
  abstract accept(events: readonly FeedEvent[]): void;

  abstract refill(member: Member): void;

  join(delivery: Delivery, start: number, conflate: boolean): Member {
    const member = new Member(this, delivery, start, conflate);
    this.members.add(member);
    delivery.outlet.add(member);
    this.refill(member);
    return member;
  }

  leave(member: Member): void {
    if (this.members.delete(member) && this.members.size === 0) this.#onEmpty();
  }

  /** Ends every member, with the error if there is one. */
  end(error?: Failure): void {
    for (const member of [...this.members]) member.end(error);
  }

  protected async fanOut(position: number, key: string, payload: string): Promise<void> {
    const { turns } = this.node;
    for (const member of this.members) {
      if (turns.isOver()) await turns.turn();
      member.give(position, key, payload);
    }
  }
}
