import { expect, it } from "@jest/globals";
import Fastify from "fastify";
import { drainOnClose } from "../../src/http/drain.js";

const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

it("when nobody is connected any more, then a server that was closed leaves no timer behind", async () => {
  const app = Fastify();
  drainOnClose(app);
  await app.listen({ port: 0, host: "127.0.0.1" });
  const before = timers();
  await app.close();
  expect(timers()).toBeLessThanOrEqual(before);
});
