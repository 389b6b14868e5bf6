import { Agent, get } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import fastify from "fastify";
import { drainOnClose } from "../../src/http/drain.js";
import { eventually } from "../support/eventually.js";

/** Each turn of the event loop takes longer than open connections are given for their last requests. */
const BUSY = { turns: 6, turnMs: 600 };

function ask(url: string, agent: Agent): Promise<number | string> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    }).on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

async function beBusy(): Promise<void> {
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let turns = 0; turns < BUSY.turns; turns += 1) {
    Atomics.wait(never, 0, 0, BUSY.turnMs);
    await turn();
  }
}

it("when the process is busy while it closes, then no request on a kept connection goes unanswered", async () => {
  const app = fastify({ return503OnClosing: false });
  drainOnClose(app);
  app.get("/", () => "here");
  await app.listen({ port: 0, host: "127.0.0.1" });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const answers = new Map<number | string, number>();
  const client = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let answer: number | string = 200; answer === 200;) {
      answer = await ask(url, agent);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
    agent.destroy();
  };
  const clients = Array.from({ length: 20 }, client);
  await eventually(() => expect(answers.get(200)).toBeGreaterThan(200));
  await Promise.all([app.close(), beBusy(), ...clients]);
  expect([...answers.keys()]).toEqual([200, "ECONNREFUSED"]);
});
