/** @needs postgres redis rabbitmq */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { openCluster } from "../support/cluster.js";

describe("a service with NODE_ENV=production", () => {
  it("when nobody was named who gives tokens, then it does not start, and one line says what to set", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/main.js"], {
      env: { PATH: process.env["PATH"], NODE_ENV: "production", PORT: "0" },
      encoding: "utf8",
      timeout: 60_000,
    });
    expect([status, stdout, stderr.split("\n").length]).toEqual([1, "", 2]);
    for (const named of ["NODE_ENV=production", "AUTH_JWKS_URL", "AUTH_EMBEDDED=true"]) {
      expect(stderr).toContain(named);
    }
  }, 90_000);

  it("when the embedded issuer is wanted in so many words, then it starts", async () => {
    const cluster = await openCluster();
    const node = await cluster.start("api", { NODE_ENV: "production", AUTH_EMBEDDED: "true" });
    await node.stop();
    await cluster.close();
  }, 90_000);
});
