import { describe, expect, it } from "@jest/globals";
import { Flights } from "../../src/cli/stock/flights.js";

/** Work that ends when it is told to. */
function work() {
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const start = (name: string) => () =>
    new Promise<string>((resolve, reject) => {
      begun.push(name);
      ends.set(name, (error) => (error ? reject(error) : resolve(name)));
    });
  return { begun, start, end: (name: string, error?: Error) => ends.get(name)?.(error) };
}

describe("Flights", () => {
  it("when keys differ, then as many as allowed are under way, and they land in their order", async () => {
    const landed: string[] = [];
    const flights = new Flights<string>(2, (name) => landed.push(name));
    const { begun, start, end } = work();
    await flights.begin(new Set(["a"]), start("first"));
    await flights.begin(new Set(["b"]), start("second"));
    const third = flights.begin(new Set(["c"]), start("third"));
    expect(begun).toEqual(["first", "second"]);
    end("second");
    expect(landed).toEqual([]);
    end("first");
    await third;
    expect([begun, landed]).toEqual([["first", "second", "third"], ["first"]]);
    end("third");
    await flights.landed();
    expect(landed).toEqual(["first", "second", "third"]);
  });

  it("when a key is under way, then what has it too waits", async () => {
    const flights = new Flights<string>(5, () => undefined);
    const { begun, start, end } = work();
    await flights.begin(new Set(["a"]), start("first"));
    const second = flights.begin(new Set(["b", "a"]), start("second"));
    expect(begun).toEqual(["first"]);
    end("first");
    await second;
    expect(begun).toEqual(["first", "second"]);
  });

  it("when one fails, then whoever waits for it is told, and nothing later lands", async () => {
    const landed: string[] = [];
    const flights = new Flights<string>(2, (name) => landed.push(name));
    const { start, end } = work();
    await flights.begin(new Set(["a"]), start("first"));
    await flights.begin(new Set(["b"]), start("second"));
    end("second");
    end("first", new Error("away"));
    await expect(flights.landed()).rejects.toThrow("away");
    expect(landed).toEqual([]);
  });
});
