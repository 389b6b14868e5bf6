/** @needs postgres redis rabbitmq */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Envelope } from "../../src/domain/events.js";
import { openCluster, post, stockUp, tokenFor, type Cluster, type Process } from "../support/cluster.js";
import { eventually } from "../support/eventually.js";
import { scaled } from "../support/scale.js";
import { query, uniqueName } from "../support/services.js";

const KILLS = scaled(1, 20);
const ADJUST = `mutation ($id: ID!) {
  adjustStock(input: { productVariantId: $id, delta: 1, changeType: RETURN }) { userErrors { code } }
}`;

let cluster: Cluster;
let api: Process;
let token: string;

beforeAll(async () => {
  cluster = await openCluster();
  api = await cluster.start("api");
  token = await tokenFor(api);
}, 60_000);

afterAll(() => cluster.close());

/** Changes items without pause until told to stop. @returns how many changes were made. */
function load(ids: readonly string[], workers: number): { stop: () => Promise<number> } {
  let running = true;
  let changes = 0;
  const working = Array.from({ length: workers }, async (_, worker) => {
    for (let turn = worker; running; turn++) {
      const { body } = await post(api.url, token, {
        query: ADJUST,
        variables: { id: ids[turn % ids.length] },
      });
      expect(body).toMatchObject({ data: { adjustStock: { userErrors: [] } } });
      changes++;
    }
  });
  return {
    stop: async () => {
      running = false;
      await Promise.all(working);
      return changes;
    },
  };
}

const firstOnes = (envelopes: readonly Envelope[]): Envelope[] => {
  const seen = new Set<string>();
  return envelopes.filter(({ eventId }) => !seen.has(eventId) && seen.add(eventId));
};

describe("a relay that is killed under load", () => {
  it(
    `when it is killed ${KILLS} times, then nothing is lost and no item's events are out of order`,
    async () => {
      const ids = await Promise.all(
        Array.from({ length: 20 }, () => stockUp(api.url, token, uniqueName("item"), 10)),
      );
      const { envelopes } = await cluster.consume();
      const work = load(ids, 16);
      for (let kill = 0; kill < KILLS; kill++) {
        const relay = await cluster.start("relay");
        const before = envelopes.length;
        // Under way again, with the lease of the one before run out: then it dies mid-stream.
        await eventually(() => expect(envelopes.length).toBeGreaterThan(before + 200), { timeoutMs: 60_000 });
        await relay.kill();
      }
      const changes = await work.stop();
      await cluster.start("relay");
      const [stored] = await query<{ events: number }>(
        cluster.database.url,
        "SELECT count(*)::int AS events FROM event",
      );
      await eventually(() => expect(firstOnes(envelopes)).toHaveLength(stored?.events as number), {
        timeoutMs: 60_000,
      });

      const firsts = firstOnes(envelopes);
      for (const id of ids) {
        const versions = firsts
          .filter(
            ({ aggregateId, eventType }) => aggregateId === id && eventType === "StockLevelChangedEvent",
          )
          .map(({ aggregateVersion }) => aggregateVersion);
        expect(versions).toEqual(versions.map((_, index) => index + 2));
      }
      // First deliveries follow the feed; what comes twice was on its way when the relay died.
      const positions = firsts.map(({ position }) => Number(position));
      expect(positions).toEqual(positions.map((_, index) => index + 1));
      const report = {
        kills: KILLS,
        changes,
        events: firsts.length,
        duplicates: envelopes.length - firsts.length,
      };
      process.stderr.write(`${JSON.stringify({ prove: "relay-kills", ...report })}\n`);
    },
    scaled(120_000, 600_000),
  );
});
