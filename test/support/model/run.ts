import { isDeepStrictEqual } from "node:util";
import type { Answers, CommandKind } from "../../../src/domain/commands.js";
import type { Result } from "../../../src/domain/decision.js";
import type { Caller, UseCaseDeps } from "../../../src/usecases/use-case.js";
import { CALLER } from "../store.js";
import { apply } from "./apply.js";
import type { Call } from "./calls.js";
import { checkEvents, checkFinal } from "./check.js";
import { bookExpired } from "./holds.js";
import { madeOf, outcomeOf } from "./outcome.js";
import { PERFORM } from "./perform.js";
import { resolve } from "./resolve.js";
import { MAIN, Stock, type Expected } from "./state.js";
import { LONG, PROLOGUE, type Step, type Window } from "./steps.js";
import type { World } from "./world.js";

const MAIN_ID = "00000000-0000-4000-8000-000000000001";

interface Sent {
  readonly call: Call;
  readonly correlationId: string;
  readonly result: Result<Answers[CommandKind]>;
}

/** How often each verb was answered in each way, e.g. "reserve ok", "reserve INSUFFICIENT_STOCK". */
export type Tally = Map<string, number>;

/** One run: windows of verbs on the service and, in the order of its answers, on the model. */
export class Run {
  readonly #world: World;
  readonly #stock = new Stock();
  readonly #expected = new Map<string, readonly Expected[]>();
  readonly #tally: Tally;
  #turn = 0;
  #window = 0;

  constructor(world: World, tally: Tally) {
    this.#world = world;
    this.#tally = tally;
    const main = { id: MAIN_ID, code: MAIN, name: "Main warehouse", priority: 0, active: true, version: 1 };
    this.#stock.warehouses.set(MAIN, main);
  }

  /** @returns how many verbs were carried out. */
  async play(windows: readonly Window[]): Promise<number> {
    for (const step of PROLOGUE) await this.#together([step]);
    for (const window of windows) {
      if (window.kind === "together") await this.#together(window.steps);
      else await this[window.kind]();
    }
    // What is due is booked, so that all there is can be compared.
    await this.sweep();
    const dump = await this.#world.dump();
    checkFinal(dump, this.#stock);
    checkEvents(dump, this.#expected, this.#stock);
    return this.#expected.size;
  }

  /** The time of every short hold is over; nobody has booked it yet. */
  async elapse(): Promise<void> {
    const holds = [...this.#stock.holds.values()];
    const over = holds.flatMap((hold, at) => {
      if (hold.status !== "ACTIVE" || hold.due || hold.ttl === 0 || hold.ttl >= LONG) return [];
      hold.due = true;
      return [{ id: hold.id, at }];
    });
    if (over.length > 0) await this.#world.expire(over);
  }

  async sweep(): Promise<void> {
    await this.#world.sweep();
    for (const id of this.#stock.items.keys()) bookExpired(this.#stock, id);
  }

  async audit(): Promise<void> {
    const differences = await this.#world.audit();
    if (differences.length > 0) throw new Error(`The audit finds ${JSON.stringify(differences)}`);
  }

  async #together(steps: readonly Step[]): Promise<void> {
    const orders = new Set<string>();
    const calls = steps.flatMap((step): Call[] => {
      const call = resolve(this.#stock, step, this.#turn++);
      if (!call) return [];
      if (call.verb === "reserve") orders.add(call.input.orderId);
      return [call];
    });
    // Who names an order finds its reservations before it locks anything: what is reserved
    // for the order at the same time may come before or after.
    const fixed = calls.filter(
      (call) => (call.verb !== "release" && call.verb !== "adjust") || !orders.has(call.input.orderId ?? ""),
    );
    // A window goes to one node, the next one to another: the answers of two at once need not come in
    // the order of their commits, since a session may be held up between letting go of its locks and
    // saying so.
    const { nodes } = this.#world;
    const node = nodes[this.#window++ % nodes.length] as UseCaseDeps;
    const before = this.#world.answered.length;
    // An audit sees one moment of each item, whatever is written meanwhile.
    const audit = steps.length % 10 === 9 ? this.audit() : undefined;
    const [sent] = await Promise.all([
      allOf(fixed.map((call, index) => this.#send(node, call, index))),
      audit,
    ]);
    // Of two answers to one key the first counts.
    const answered = this.#world.answered.slice(before).reverse();
    const places = new Map(answered.map((id, place) => [id, answered.length - place]));
    const placeOf = ({ call, correlationId }: Sent) => {
      const place = places.get(correlationId);
      if (place === undefined) throw new Error(`Refused before it was a command: ${show(call)}`);
      return place;
    };
    for (const each of sent.sort((a, b) => placeOf(a) - placeOf(b))) this.#compare(each);
  }

  async #send(node: UseCaseDeps, call: Call, index: number): Promise<Sent> {
    const correlationId = `call-${this.#expected.size}`;
    this.#expected.set(correlationId, []);
    const perform = PERFORM[call.verb] as (
      deps: UseCaseDeps,
      input: Call["input"] & { readonly idempotencyKey?: string },
      caller: Caller,
    ) => Promise<Result<Answers[CommandKind]>>;
    const caller = { ...CALLER, correlationId };
    try {
      if (index % 5 > 0) return { call, correlationId, result: await perform(node, call.input, caller) };
      // Now and then twice at once: carried out once, and answered alike.
      const input = { ...call.input, idempotencyKey: correlationId };
      const [result, again] = await Promise.all([perform(node, input, caller), perform(node, input, caller)]);
      if (isDeepStrictEqual(plain(result), plain(again))) return { call, correlationId, result };
      throw new Error(`One key, two answers:\n${show(result)}\n${show(again)}`);
    } catch (error) {
      throw new Error(`${show(call)} failed: ${String(error)}`, { cause: error });
    }
  }

  #compare({ call, correlationId, result }: Sent): void {
    const codes = new Map([...this.#stock.warehouses.values()].map(({ id, code }) => [id, code]));
    const expected = apply(this.#stock, call, madeOf(result));
    this.#expected.set(correlationId, this.#stock.events);
    for (const how of expected.ok ? ["ok"] : expected.refusals.map(({ code }) => code)) {
      const answer = `${call.verb} ${how}`;
      this.#tally.set(answer, (this.#tally.get(answer) ?? 0) + 1);
    }
    const actual = outcomeOf(result, (id) => codes.get(id) ?? id);
    if (isDeepStrictEqual(plain(actual), plain(expected))) return;
    throw new Error(`${correlationId}: ${show(call)}\n  model: ${show(expected)}\n  real:  ${show(actual)}`);
  }
}

/** Waits for all, so that nothing is under way when the first failure is told. */
async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((each) => {
    if (each.status === "rejected") throw each.reason as Error;
    return each.value;
  });
}

const show = (value: unknown): string => JSON.stringify(value);
/** As JSON has it: answers that were stored have come that way. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
