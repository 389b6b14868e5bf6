/** @needs postgres redis */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { endWithUs } from "../support/end-with-us.js";
import { eventually } from "../support/eventually.js";
import { freshDatabase, redisUrl, type FreshDatabase } from "../support/services.js";

let database: FreshDatabase;
let npm: ChildProcess | undefined;

beforeEach(async () => void (database = await freshDatabase()));
afterEach(async () => {
  // Its whole group: a service that npm has left behind is in it.
  if (npm?.pid !== undefined) endGroup(npm.pid);
  await database.drop();
});

function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

it("when npm start is told to end, then the service ends properly, and nothing of it is left", async () => {
  const started = spawn("npm", ["start"], {
    env: {
      ...{ PATH: process.env["PATH"], HOME: process.env["HOME"], LOG_LEVEL: "info", PORT: "0" },
      ...{ DATABASE_URL: database.url, REDIS_URL: redisUrl() },
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  npm = started;
  endWithUs(started);
  let told = "";
  for (const stream of [started.stdout, started.stderr]) {
    stream.on("data", (bytes: Buffer) => (told += String(bytes)));
  }
  // The greeting: it serves, and waits for a signal.
  await eventually(() => expect(told).toContain("/graphql"));

  started.kill("SIGTERM");

  // The pipes are closed only when the last process that has them is gone.
  await once(started, "close");
  expect(told).toContain('"stopping"');
});
