/** @needs postgres redis rabbitmq */
import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openCluster, post, stockUp, tokenFor, type Cluster, type Process } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { tryMutation, type KeyedMutation, type Payload, type Verb } from "../support/keyed-mutation.js";
import { expectInvariants } from "../support/model/invariants.js";
import { expectOneEffectEach } from "../support/one-effect.js";
import { scaled } from "../support/scale.js";
import { query } from "../support/services.js";

const MUTATIONS = scaled(800, 5_000);
const KILLS = scaled(3, 20);
const WORKERS = 24;
const ITEMS = Array.from({ length: 6 }, (_, index) => `sold-${index}`);

interface Request extends KeyedMutation {
  /** What was heard before the last kill that it lived through, if anything. */
  answer: Payload | undefined;
}

let cluster: Cluster;
let token: string;
/** The one process that runs; pending while it is being started again. */
let running: Promise<Process>;

beforeAll(async () => {
  cluster = await openCluster();
  running = cluster.start("api,scheduler");
  token = await tokenFor(await running);
}, 60_000);

afterAll(() => cluster.close());

const send = async (request: Request): Promise<Payload | undefined> =>
  tryMutation(request, { node: await running, token, passing: ["OVERLOADED", "UNAVAILABLE"] });

class Load {
  readonly requests: Request[] = [];
  answered = 0;

  /** Each worker is a client of its own, one request after the other. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: WORKERS }, () => this.#work()));
  }

  async #work(): Promise<void> {
    while (this.requests.length < MUTATIONS) {
      const turn = this.requests.length;
      const id = ITEMS[turn % ITEMS.length] as string;
      const reason = `turn-${turn}`;
      switch (turn % 7) {
        case 0:
        case 1:
        case 2:
          await this.#order(`order-${turn}`, id, turn);
          break;
        case 3:
          await this.#once("adjustStock", { productVariantId: id, delta: 3, changeType: "PURCHASE", reason });
          break;
        case 4:
          await this.#once("setStock", {
            productVariantId: id,
            quantity: 900 + turn,
            changeFromQuantity: null,
            reason,
          });
          break;
        case 5:
          await this.#once("createInventoryItem", {
            // Some are refused, and a refusal is an answer as well.
            productVariantId: turn % 4 === 0 ? id : `made-${turn}`,
          });
          break;
        default:
          await this.#once("createStockTransfer", {
            fromWarehouseId: "MAIN",
            toWarehouseId: "EAST",
            lines: [{ productVariantId: id, quantity: 1 }],
          });
      }
    }
  }

  /** The life of one order; the next step needs the answer of the one before. */
  async #order(orderId: string, productVariantId: string, turn: number): Promise<void> {
    const lines = [{ productVariantId, quantity: 1 + (turn % 3) }];
    const held = await this.#untilAnswered("reserveStock", { orderId, lines });
    if (!held.reservation) return;
    const reservationId = held.reservation.id;
    if (turn % 2 === 0) await this.#untilAnswered("confirmReservation", { reservationId });
    if (turn % 3 === 0) await this.#once("fulfillReservation", { reservationId });
    else await this.#once("releaseReservation", { reservationId, reason: "ORDER_CANCELLED" });
  }

  #note(verb: Verb, input: Readonly<Record<string, unknown>>): Request {
    const request = {
      verb,
      input: { ...input, idempotencyKey: `key-${this.requests.length}` },
      answer: undefined,
    };
    this.requests.push(request);
    return request;
  }

  /** An impatient client: it does not ask again. */
  async #once(verb: Verb, input: Readonly<Record<string, unknown>>): Promise<void> {
    const request = this.#note(verb, input);
    request.answer = await send(request);
    if (request.answer) this.answered++;
  }

  async #untilAnswered(verb: Verb, input: Readonly<Record<string, unknown>>): Promise<Payload> {
    const request = this.#note(verb, input);
    request.answer = await eventually(
      async () => {
        const answer = await send(request);
        if (!answer) throw new Error("no answer yet");
        return answer;
      },
      { timeoutMs: 60_000 },
    );
    this.answered++;
    return request.answer;
  }
}

/** Kills the process at moments that nobody can foresee, and starts it again at once. */
async function killAgainAndAgain(load: Load): Promise<void> {
  for (let kill = 1; kill <= KILLS; kill++) {
    const due =
      Math.floor((MUTATIONS * (kill - 0.5)) / (KILLS + 1)) + randomInt(Math.ceil(MUTATIONS / KILLS / 3));
    await eventually(() => expect(load.answered).toBeGreaterThan(Math.min(due, MUTATIONS * 0.8)), {
      timeoutMs: 60_000,
    });
    const doomed = await running;
    const killed = doomed.kill();
    running = killed.then(() => cluster.start("api,scheduler"));
    await running;
  }
}

const sorted = (ids: readonly (string | undefined)[]): string[] =>
  ids.filter((id) => id !== undefined).sort();

async function stored(sql: string): Promise<string[]> {
  return sorted((await query<{ id: string }>(cluster.database.url, sql)).map(({ id }) => id));
}

describe("a service process that is killed", () => {
  it(
    `when it is killed ${KILLS} times under ${MUTATIONS} mutations, then every key has one answer and one effect`,
    async () => {
      const { url } = await running;
      await post(url, token, {
        query: `mutation { createWarehouse(input: { code: "EAST", name: "East" }) { userErrors { code } } }`,
      });
      for (const id of ITEMS) await stockUp(url, token, id, 1_000);
      const began = performance.now();
      const load = new Load();
      await Promise.all([load.run(), killAgainAndAgain(load)]);

      const unheard = load.requests.filter(({ answer }) => answer === undefined).length;
      const answers: Payload[] = [];
      await Promise.all(
        Array.from({ length: WORKERS }, async (_, worker) => {
          for (let turn = worker; turn < load.requests.length; turn += WORKERS) {
            const request = load.requests[turn] as Request;
            const answer = (await send(request)) as Payload;
            expect(answer).toBeDefined();
            if (request.answer) expect({ request, answer }).toEqual({ request, answer: request.answer });
            answers.push(answer);
          }
        }),
      );
      expect(answers).toHaveLength(load.requests.length);

      // What was answered is what is stored: nothing twice, and nothing that nobody was told of.
      const reserved = answers.map(({ reservation }) => reservation?.id);
      expect(await stored("SELECT id FROM reservation")).toEqual([...new Set(sorted(reserved))]);
      expect(await stored("SELECT id FROM stock_transfer")).toEqual(
        sorted(answers.map(({ transfer }) => transfer?.id)),
      );
      expect(
        await stored("SELECT product_variant_id AS id FROM inventory WHERE product_variant_id LIKE 'made-%'"),
      ).toEqual(sorted(answers.map(({ item }) => item?.productVariantId)));
      expect(await stored("SELECT id FROM ledger_entry WHERE reason LIKE 'turn-%'")).toEqual(
        sorted(answers.flatMap(({ entries }) => entries?.map(({ id }) => id))),
      );
      await expectOneEffectEach(cluster.database.url);
      await expectInvariants(cluster.database.url);
      const seconds = Math.round((performance.now() - began) / 1000);
      const refused = answers.filter(({ userErrors }) => userErrors.length > 0).length;
      const report = { mutations: load.requests.length, kills: KILLS, unheard, refused, seconds };
      process.stderr.write(`${JSON.stringify({ prove: "process-kills", ...report })}\n`);
    },
    scaled(120_000, 900_000),
  );
});
