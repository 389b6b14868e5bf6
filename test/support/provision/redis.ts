import { Redis } from "ioredis";
import { findProgram, freePort, scratchDirectory, startGuarded } from "./guarded.js";
import type { Service } from "./service.js";

export const redis: Service = {
  name: "redis",
  variable: "REDIS_URL",
  standardUrls: () => ["redis://127.0.0.1:6379"],
  async probe(url) {
    const client = new Redis(url, { lazyConnect: true, connectTimeout: 3_000, retryStrategy: () => null });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.ping();
    } finally {
      client.disconnect();
    }
  },
  container: { port: 6379, url: (address) => `redis://${address}` },
  debianPackage: "redis-server",
  async startInstalled() {
    const command = findProgram("redis-server");
    if (command === undefined) return undefined;
    const port = await freePort();
    const scratch = scratchDirectory("redis");
    const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", scratch];
    const program = { command, args, env: process.env, scratch, stopSignal: "SIGTERM" as const };
    return startGuarded(program, `redis://127.0.0.1:${port}`, redis.probe);
  },
};
