/** @needs rabbitmq */
import { afterEach, describe, expect, it } from "@jest/globals";
import type { DeadMessage, InboundMessage, Verdict } from "../../src/ports/event-source.js";
import { eventually } from "../support/eventually.js";
import {
  bodyOf,
  sources,
  withBody,
  type SourceRig,
  type SourceRigOptions,
} from "../support/inbound/event-sources.js";

const done: Verdict = { kind: "done" };
const later = (reason: string): Verdict => ({ kind: "later", reason });
const dead = (reason: string): Verdict => ({ kind: "dead", reason });
const PATIENCE = { timeoutMs: 20_000 };

describe.each(sources)("a source of messages (%s)", (_name, open) => {
  let rig: SourceRig;
  const openRig = async (options?: SourceRigOptions) => (rig = await open(options));
  afterEach(() => rig.close());

  const depths = () => rig.source.depths();
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index));

  it("when messages are published, then each is handed over in order, with all that it says of itself", async () => {
    await openRig({ prefetch: 1 });
    const seen: InboundMessage[] = [];
    rig.source.consume(async (message) => (seen.push(message), done));
    const properties = { messageId: "event-1", type: "OrderCreated", correlationId: "correlation-1" };
    await rig.publish(
      withBody("first", { properties: { ...properties, headers: { traceparent: "00-a", n: 1 } } }),
    );
    for (const body of numbered(20)) await rig.publish(withBody(body));

    await eventually(() => expect(seen).toHaveLength(21), PATIENCE);
    expect(seen.map(bodyOf)).toEqual(["first", ...numbered(20)]);
    expect(seen[0]).toMatchObject({
      routingKey: "order.created",
      attempt: 0,
      properties: { ...properties, headers: { traceparent: "00-a", n: 1 } },
    });
    expect(seen[1]).toMatchObject({ properties: { messageId: null, type: null, correlationId: null } });
    await eventually(
      async () => expect(await depths()).toEqual({ waiting: 0, retrying: 0, dead: 0 }),
      PATIENCE,
    );
  });

  it("when as many are under way as the prefetch says, then no further one is begun", async () => {
    await openRig({ prefetch: 3 });
    const release: (() => void)[] = [];
    rig.source.consume(() => new Promise((resolve) => release.push(() => resolve(done))));
    for (const body of numbered(5)) await rig.publish(withBody(body));

    await eventually(() => expect(release).toHaveLength(3), PATIENCE);
    await eventually(async () => expect((await depths()).waiting).toBe(2), PATIENCE);
    release.splice(0).forEach((each) => each());

    await eventually(() => expect(release).toHaveLength(2), PATIENCE);
    release.forEach((each) => each());
  });

  it("when one is put off, then it comes again after each step's pause, and is dead after the last", async () => {
    await openRig();
    const seen: InboundMessage[] = [];
    const died: DeadMessage[] = [];
    let postponed = 0;
    rig.source.consume(async (message) => (seen.push(message), later("not yet")), {
      died: async (letter) => void died.push(letter),
      postponed: () => void postponed++,
    });
    await rig.publish(withBody("stubborn", { properties: { messageId: "m-1", headers: { own: "kept" } } }));

    await eventually(() => expect(died).toHaveLength(1), PATIENCE);
    expect(
      seen.map(({ attempt, routingKey, properties: { headers } }) => [attempt, routingKey, headers["own"]]),
    ).toEqual([
      [0, "order.created", "kept"],
      [1, "order.created", "kept"],
      [2, "order.created", "kept"],
    ]);
    expect(seen[1]?.properties.headers["x-retry-reason"]).toBe("not yet");
    const reason = "Not carried out in 3 deliveries: not yet";
    expect(died[0]).toMatchObject({ reason, attempts: 3, message: { routingKey: "order.created" } });
    expect(postponed).toBe(2);
    await eventually(
      async () => expect(await depths()).toEqual({ waiting: 0, retrying: 0, dead: 1 }),
      PATIENCE,
    );
  });

  it("when some are dead, then the others are none the worse, and each dead one says why", async () => {
    await openRig();
    const handled: string[] = [];
    const died: DeadMessage[] = [];
    rig.source.consume(
      async (message) => {
        const body = bodyOf(message);
        if (body.startsWith("bad")) return dead(`no good: ${body}`);
        handled.push(body);
        return done;
      },
      { died: async (letter) => void died.push(letter) },
    );
    for (const body of ["1", "bad 1", "2", "bad 2", "3"]) await rig.publish(withBody(body));

    await eventually(() => expect([handled.length, died.length]).toEqual([3, 2]), PATIENCE);
    const copies: InboundMessage[] = [];
    await eventually(async () => expect((await depths()).dead).toBe(2), PATIENCE);
    expect(await rig.source.sweepDead(async (some) => (copies.push(...some), new Set()))).toBe(0);
    expect(copies.map(({ properties: { headers } }) => headers)).toEqual(
      died.map(({ id, reason }) =>
        expect.objectContaining({
          "x-dead-letter-id": id,
          "x-dead-reason": reason,
          "x-attempts": 1,
          "x-original-routing-key": "order.created",
        }),
      ),
    );
    expect(copies.map(bodyOf)).toEqual(["bad 1", "bad 2"]);
    expect(new Set(died.map(({ id }) => id)).size).toBe(2);
    await eventually(async () => expect((await depths()).dead).toBe(2), PATIENCE);
  });

  it("when the handler fails, then the message is put off with what failed", async () => {
    await openRig();
    const reasons: unknown[] = [];
    rig.source.consume(async ({ attempt, properties }) => {
      if (attempt === 0) throw new Error("a fault of ours");
      reasons.push(properties.headers["x-retry-reason"]);
      return done;
    });
    await rig.publish(withBody("x"));
    await eventually(() => expect(reasons).toEqual(["a fault of ours"]), PATIENCE);
  });

  it("when a body is too large, then it is dead without being handed over", async () => {
    await openRig({ maxBytes: 100 });
    const seen: string[] = [];
    const died: DeadMessage[] = [];
    rig.source.consume(async (message) => (seen.push(bodyOf(message)), done), {
      died: async (letter) => void died.push(letter),
    });
    await rig.publish(withBody("x".repeat(101)));
    await rig.publish(withBody("y".repeat(100)));

    await eventually(() => expect([seen.length, died.length]).toEqual([1, 1]), PATIENCE);
    expect(died[0]?.reason).toBe("The body has 101 bytes, more than 100.");
  });

  it("when a dead one is redriven and swept, then it comes as new, once, and its copy is gone", async () => {
    await openRig();
    const seen: InboundMessage[] = [];
    const died: DeadMessage[] = [];
    let mended = false;
    rig.source.consume(async (message) => (seen.push(message), mended ? done : dead("broken")), {
      died: async (letter) => void died.push(letter),
    });
    await rig.publish(withBody("mend me", { properties: { messageId: "m-1", headers: { own: 1 } } }));
    await eventually(async () => expect((await depths()).dead).toBe(1), PATIENCE);
    await eventually(() => expect(died).toHaveLength(1), PATIENCE);
    mended = true;
    const { message, headers, id } = died[0] as DeadMessage;
    const letter = { content: message.content, properties: { ...message.properties, headers } };
    await rig.source.redrive(letter, { "x-why": "mended" });
    expect(
      await rig.source.sweepDead(
        async (some) =>
          new Set(some.filter(({ properties }) => properties.headers["x-dead-letter-id"] === id)),
      ),
    ).toBe(1);

    await eventually(() => expect(seen).toHaveLength(2), PATIENCE);
    expect(seen[1]).toMatchObject({ attempt: 0, routingKey: "order.created" });
    expect(seen[1]?.properties.messageId).toBe("m-1");
    const others = { own: 1, "x-why": "mended", "x-redrives": 1, "x-original-routing-key": "order.created" };
    expect(seen[1]?.properties.headers).toEqual(others);
    await eventually(
      async () => expect(await depths()).toEqual({ waiting: 0, retrying: 0, dead: 0 }),
      PATIENCE,
    );
  });

  it("when a redriven one dies again, then that is another death", async () => {
    await openRig();
    const died: DeadMessage[] = [];
    rig.source.consume(async () => dead("broken"), { died: async (letter) => void died.push(letter) });
    await rig.publish(withBody("hopeless"));
    await eventually(() => expect(died).toHaveLength(1), PATIENCE);
    const { message, headers } = died[0] as DeadMessage;
    await rig.source.redrive(
      { content: message.content, properties: { ...message.properties, headers } },
      {},
    );
    await eventually(() => expect(died).toHaveLength(2), PATIENCE);
    expect(died[0]?.id).not.toBe(died[1]?.id);
  });

  it("when it is closed, then what is under way is told, and what waits in a handler stays for the next", async () => {
    await openRig({ prefetch: 2 });
    const begun: string[] = [];
    let finish = (): void => undefined;
    rig.source.consume((message, signal) => {
      const body = bodyOf(message);
      begun.push(body);
      if (body === "slow") return new Promise((resolve) => (finish = () => resolve(done)));
      return new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason as Error)),
      );
    });
    await rig.publish(withBody("slow"));
    await rig.publish(withBody("waiting"));
    await rig.publish(withBody("never begun"));
    await eventually(() => expect(begun).toEqual(["slow", "waiting"]), PATIENCE);
    let closed = false;
    const closing = rig.source.close().then(() => (closed = true));
    await Promise.resolve();
    expect(closed).toBe(false);
    finish();
    await closing;
    expect(begun).toEqual(["slow", "waiting"]);
  });
});
