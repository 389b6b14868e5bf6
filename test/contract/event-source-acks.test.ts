/** @needs rabbitmq */
import { expect, it } from "@jest/globals";
import type { Verdict } from "../../src/ports/event-source.js";
import { eventually } from "../support/eventually.js";
import { bodyOf, openSourceDesk, withBody } from "../support/inbound/event-sources.js";
import { amqpUrl } from "../support/services.js";
import { openTcpProxy } from "../support/tcp-proxy.js";

const done: Verdict = { kind: "done" };
const PATIENCE = { timeoutMs: 60_000 };

it("when messages end out of order and the connection is cut, then only those come again that had not ended", async () => {
  const desk = await openSourceDesk();
  const wire = await openTcpProxy(amqpUrl());
  const source = await desk.open({ url: wire.url, prefetch: 5 });
  const begun: string[] = [];
  let isCut = false;
  source.consume(async (message, signal) => {
    const body = bodyOf(message);
    begun.push(body);
    if (isCut || ["2", "3", "5"].includes(body)) return done;
    return new Promise<Verdict>((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason as Error)),
    );
  });
  try {
    const all = ["1", "2", "3", "4", "5", "6", "7", "8"];
    for (const body of all) await desk.publish(withBody(body));
    // The last three take the places of those that the broker has been told of.
    await eventually(() => expect([...begun].sort()).toEqual(all), PATIENCE);
    isCut = true;
    wire.cut();
    const again = () => begun.slice(all.length).sort();
    await eventually(() => expect(again()).toEqual(["1", "4", "6", "7", "8"]), PATIENCE);
    await desk.publish(withBody("9"));
    // Whatever else came again would have come before it.
    await eventually(() => expect(begun.at(-1)).toBe("9"), PATIENCE);
    expect(begun).toHaveLength(all.length + 6);
  } finally {
    await source.close();
    await wire.close();
    await desk.close();
  }
});
