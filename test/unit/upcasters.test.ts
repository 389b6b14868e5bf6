import { describe, expect, it } from "@jest/globals";
import { createLogger } from "../../src/lib/logger.js";
import { createUpcast, type Upcasters } from "../../src/registry/upcasters.js";

const versions = new Map([["WidgetMovedEvent", ["1.0", "1.1", "2.0"]]]);
const UPCASTERS: Upcasters = {
  WidgetMovedEvent: {
    "1.0": (data: { to: string }) => ({ ...data, by: null }),
    "1.1": ({ to, ...rest }: { to: string }) => ({ ...rest, place: { id: to } }),
  },
};

function upcasting(upcasters: Upcasters = UPCASTERS) {
  const lines: string[] = [];
  const logger = createLogger("error", { write: (line: string) => void lines.push(line) });
  return { lines, upcast: createUpcast({ versions, upcasters, logger }) };
}

describe("upcasters", () => {
  it("when data is two versions old, then each step brings it one further", () => {
    const { upcast, lines } = upcasting();
    const stored = Object.freeze({ to: "shelf" });
    expect(upcast("WidgetMovedEvent", "1.0", stored)).toEqual({ data: { by: null, place: { id: "shelf" } } });
    expect(upcast("WidgetMovedEvent", "1.1", { to: "shelf", by: "me" })).toEqual({
      data: { by: "me", place: { id: "shelf" } },
    });
    expect(lines).toEqual([]);
  });

  it("when data is of the current version, then it is the same object", () => {
    const data = { place: { id: "shelf" } };
    expect(upcasting().upcast("WidgetMovedEvent", "2.0", data).data).toBe(data);
  });

  it("when a minor version has no upcaster, then its data is passed to the next step as it is", () => {
    const { upcast } = upcasting({
      WidgetMovedEvent: { "1.1": UPCASTERS["WidgetMovedEvent"]?.["1.1"] as never },
    });
    expect(upcast("WidgetMovedEvent", "1.0", { to: "shelf" })).toEqual({ data: { place: { id: "shelf" } } });
  });

  it.each([
    ["of a version", "WidgetMovedEvent", "3.0"],
    ["of a type", "GadgetMovedEvent", "1.0"],
  ])(
    "when an event is %s that nobody knows, then it is passed on with its version, and told once",
    (_, type, version) => {
      const { upcast, lines } = upcasting();
      const data = { odd: true };
      for (let times = 0; times < 3; times += 1) {
        expect(upcast(type, version, data)).toEqual({ data, eventVersion: version });
      }
      expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ type, version }]);
    },
  );

  it("when an upcaster breaks, then the event is passed on as it was stored, and the log says why", () => {
    const broken = (): never => {
      throw new Error("no such place");
    };
    const { upcast, lines } = upcasting({ WidgetMovedEvent: { "1.1": broken } });
    expect(upcast("WidgetMovedEvent", "1.0", { to: "shelf" })).toEqual({
      data: { to: "shelf" },
      eventVersion: "1.0",
    });
    expect(lines.join()).toContain("no such place");
  });
});
