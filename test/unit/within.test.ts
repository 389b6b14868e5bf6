import { once } from "node:events";
import { connect } from "node:net";
import { Worker } from "node:worker_threads";
import { expect, it } from "@jest/globals";
import { within } from "../../src/lib/within.js";

/** Echoes, on a thread of its own, and says so in the shared number. */
const ECHO = `
const { createServer } = require("node:net");
const { parentPort, workerData } = require("node:worker_threads");
const said = new Int32Array(workerData);
const tell = () => { Atomics.store(said, 0, 1); Atomics.notify(said, 0); };
const server = createServer((socket) => socket.on("data", (bytes) => socket.write(bytes, tell)));
server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

it("when an answer comes while the process is busy for longer than it would wait, then it is in time", async () => {
  const shared = new SharedArrayBuffer(4);
  const echo = new Worker(ECHO, { eval: true, workerData: shared });
  const [port] = (await once(echo, "message")) as [number];
  const client = connect(port, "127.0.0.1");
  await once(client, "connect");
  const answer = within(20, once(client, "data"));
  // It is sent by this call: the time is not over before this process is busy.
  client.write("ping");
  const began = performance.now();
  // Nothing else happens here until it was said, and the time is over.
  Atomics.wait(new Int32Array(shared), 0, 0, 20_000);
  while (performance.now() - began < 40) continue;

  expect(String(await answer)).toBe("ping");
  client.destroy();
  await echo.terminate();
});

it("when there is no answer, then the wait ends", async () => {
  await expect(within(1, new Promise(() => undefined))).rejects.toThrow("no answer within 0.001 s");
});
