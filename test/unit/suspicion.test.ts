import { expect, it } from "@jest/globals";
import type { FeedEvent } from "../../src/domain/events.js";
import { Suspicion } from "../../src/pipeline/suspicion.js";

const event = (aggregateId: string) => ({ aggregateType: "InventoryItem", aggregateId }) as FeedEvent;
const refused = (...ids: string[]) => ({
  sent: ids.map(event),
  refused: ids.map((id, index) => ({ index, reason: `no ${id}` })),
});
const taken = (...ids: string[]) => ({ sent: ids.map(event), refused: [] });

it("when two keys are refused one by one with nothing taken between, then it is the sink's trouble until something is", () => {
  const suspicion = new Suspicion();
  expect(suspicion.heed(refused("a"))).toBeNull();
  expect(suspicion.heed(refused("a"))).toBeNull();
  expect(suspicion.heed(refused("b"))).toBe("it refused everything: no b");
  expect(suspicion.heed(refused("a"))).toBe("it refused everything: no a");
  expect(suspicion.heed(taken("c"))).toBeNull();
  expect(suspicion.holds).toBe(false);
});

it("when a key was refused before others were taken, then it says no more about the sink", () => {
  const suspicion = new Suspicion();
  suspicion.heed(refused("a"));
  suspicion.heed(taken("c"));
  suspicion.heed(refused("a"));
  expect(suspicion.heed(refused("b"))).toBeNull();
  suspicion.heed(taken("a"));
  suspicion.heed(refused("a"));
  expect(suspicion.heed(refused("d"))).toBe("it refused everything: no d");
});

it("when there is no message for an event, then that it was taken proves nothing", () => {
  const suspicion = new Suspicion(({ aggregateId }) => aggregateId !== "silent");
  suspicion.heed(refused("a"));
  suspicion.heed(taken("silent"));
  expect(suspicion.heed(refused("b"))).toBe("it refused everything: no b");
});
