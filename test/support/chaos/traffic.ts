import { eventually } from "../eventually.js";
import { tryMutation, type Payload, type Verb } from "../keyed-mutation.js";
import type { Process } from "../cluster.js";
import { pace } from "../pace.js";

export interface TrafficOptions {
  readonly apis: readonly Process[];
  readonly token: string;
  readonly items: readonly string[];
  readonly workers: number;
  /** Of all workers; as many as are answered, while there are no answers. */
  readonly turnsPerSecond: number;
}

const PASSING = ["OVERLOADED", "UNAVAILABLE", "OUTCOME_UNKNOWN"];
const PATIENCE_MS = 120_000;
/** What no other try would mend. */
const asFailure = (failure: unknown) => ({ failure });

/** Clients that change stock, and ask again by the same key until they are answered. */
export class Traffic {
  readonly reservations: string[] = [];
  readonly entries: string[] = [];
  answered = 0;
  refused = 0;
  /** Requests that had to be sent again. */
  unanswered = 0;
  readonly #options: TrafficOptions;
  readonly #stopping = new AbortController();
  #running: Promise<unknown> | undefined;
  #keys = 0;

  constructor(options: TrafficOptions) {
    this.#options = options;
  }

  start(): void {
    const { workers } = this.#options;
    this.#running = Promise.all(Array.from({ length: workers }, (_, worker) => this.#work(worker)));
    // It is awaited by `stop`; until then a failure is not unheard of.
    this.#running.catch(() => undefined);
  }

  /** Resolves when everything that was asked for is answered. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** @param first the index of the node that is asked first, and then every second time. */
  async mutate(verb: Verb, input: Readonly<Record<string, unknown>>, first: number): Promise<Payload> {
    const { apis, token } = this.#options;
    const mutation = { verb, input: { ...input, idempotencyKey: `key-${this.#keys++}` } };
    let tries = 0;
    const ask = async () => {
      const node = apis[(first + tries++) % apis.length] as Process;
      const answer = await tryMutation(mutation, { node, token, passing: PASSING }).catch(asFailure);
      if (!answer) throw new Error(`${verb} was not answered in ${tries} tries`);
      return answer;
    };
    const payload = await eventually(ask, { timeoutMs: PATIENCE_MS });
    if ("failure" in payload) throw payload.failure;
    this.answered++;
    this.unanswered += tries - 1;
    if (payload.userErrors.length > 0) this.refused++;
    this.entries.push(...(payload.entries ?? []).map(({ id }) => id));
    return payload;
  }

  async #work(worker: number): Promise<void> {
    const { items, workers, turnsPerSecond } = this.#options;
    for await (const own of pace(turnsPerSecond / workers, this.#stopping.signal)) {
      const turn = own * workers + worker;
      const productVariantId = items[turn % items.length] as string;
      if (own % 2 === 0) await this.#order(`order-${turn}`, productVariantId, turn);
      // Up and down by the same: scarce items stay scarce, and are sometimes refused.
      else await this.#adjust(productVariantId, own % 4 === 1 ? 1 : -1, turn);
    }
  }

  async #adjust(productVariantId: string, delta: number, turn: number): Promise<void> {
    const changeType = delta > 0 ? "RETURN" : "ADJUSTMENT";
    await this.mutate("adjustStock", { productVariantId, delta, changeType }, turn);
  }

  async #order(orderId: string, productVariantId: string, turn: number): Promise<void> {
    const lines = [{ productVariantId, quantity: 1 + (turn % 3) }];
    const { reservation } = await this.mutate("reserveStock", { orderId, lines }, turn);
    if (!reservation) return;
    this.reservations.push(reservation.id);
    // What is sold is gone: few of them, so that there is something left to sell.
    const [verb, reason] =
      turn % 16 === 0
        ? (["fulfillReservation", {}] as const)
        : (["releaseReservation", { reason: "ORDER_CANCELLED" }] as const);
    await this.mutate(verb, { reservationId: reservation.id, ...reason }, turn + 1);
  }
}
