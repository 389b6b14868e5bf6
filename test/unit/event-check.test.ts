import { describe, expect, it } from "@jest/globals";
import { createAjv } from "../../src/registry/validators.js";
import { toEnvelope, type DomainEvent, type EventType } from "../../src/domain/events.js";
import { foldBatch } from "../../src/domain/fold-batch.js";
import { BODIES, eventAt } from "../contract/sample-events.js";
import { REGISTRY } from "../support/registry.js";
import { context, EMPTY, itemOf, level, MAIN } from "../support/stock.js";

const caused = (position: number, overrides: object = {}): DomainEvent => {
  const { position: _, ...event } = eventAt(position, overrides);
  return event;
};
const stockout = (data: object): DomainEvent => {
  const position = BODIES.findIndex(({ type }) => type === "StockoutEvent") + 1;
  const event = caused(position);
  return { ...event, data: { ...event.data, ...data } } as DomainEvent;
};

describe("the check of events where they are made", () => {
  it.each(BODIES.map(({ type }, index) => [type, index + 1] as const))(
    "when %s says what it should, then it passes, and its message fits the schema",
    (type: EventType, position) => {
      expect(() => REGISTRY.check(caused(position))).not.toThrow();
      const { schema } = REGISTRY.schemas.find((each) => each.type === type && each.current) ?? {};
      const fits = createAjv({ strict: true }).compile(schema as object);
      expect([fits(JSON.parse(JSON.stringify(toEnvelope(eventAt(position))))), fits.errors]).toEqual([
        true,
        null,
      ]);
    },
  );

  it("when a number is out of range, then the error names the schema and the path", () => {
    expect(() => REGISTRY.check(stockout({ currentQuantity: -1 }))).toThrow(
      /event-schemas\/StockoutEvent\/1\.0\.json: \/data\/currentQuantity must be >= 0/,
    );
  });

  it("when something is lacking, of another type or not declared, then it does not pass", () => {
    expect(() => REGISTRY.check(stockout({ reservedQuantity: undefined }))).toThrow("reservedQuantity");
    expect(() => REGISTRY.check(stockout({ reservedQuantity: "2" }))).toThrow("must be integer");
    expect(() => REGISTRY.check(stockout({ price: 1 }))).toThrow('"price"');
    expect(() => REGISTRY.check({ ...stockout({}), secret: 1 } as unknown as DomainEvent)).toThrow(
      '"secret"',
    );
    expect(() => REGISTRY.check({ ...stockout({}), eventId: "1" })).toThrow(
      '/eventId must match format "uuid"',
    );
    expect(() => REGISTRY.check({ ...stockout({}), type: "Nonsense" } as unknown as DomainEvent)).toThrow(
      "Nonsense has no schema",
    );
  });

  it("when one command's event does not fit, then it fails alone, and nothing of it is left", () => {
    const items = ["a", "b"].map((id) => itemOf(id, [level(id, MAIN, { quantity: 5 })]));
    const levels = ["a", "b"].map((id) => level(id, MAIN, { quantity: 5 }));
    const jobs = ["a", "b"].map((productVariantId) => ({
      command: {
        kind: "reserve" as const,
        orderId: productVariantId,
        userId: null,
        ttlSeconds: 0,
        policy: "ALL_OR_NOTHING" as const,
        lines: [{ productVariantId, quantity: 1, warehouse: null }],
      },
      // Longer than an id may be: the use case refuses it, a defect of ours might not.
      meta: context({ correlationId: productVariantId === "a" ? "x".repeat(65) : "fine" }),
    }));
    const { newId, strategy } = context();
    const surroundings = { newId, strategy, check: REGISTRY.check };
    const { outcomes, changes } = foldBatch({ ...EMPTY, items, levels }, jobs, surroundings);
    expect(outcomes).toEqual([
      {
        defect: expect.objectContaining({
          message: expect.stringContaining("/correlationId must NOT have more"),
        }),
      },
      { result: expect.objectContaining({ ok: true }) },
    ]);
    expect(new Set(changes.events.map(({ correlationId }) => correlationId))).toEqual(new Set(["fine"]));
    expect(changes.items.map(({ productVariantId }) => productVariantId)).toEqual(["b"]);
  });
});
