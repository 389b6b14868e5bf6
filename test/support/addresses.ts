import { randomBytes } from "node:crypto";

/** The address of the broker; declare exchanges and queues by names of uniqueName() alone. */
export const amqpUrl = () => address("rabbitmq", "TEST_AMQP_URL");

export const redisUrl = () => address("redis", "TEST_REDIS_URL");

/** The server's administration database: for CREATE DATABASE, never for tables. */
export const postgresUrl = () => address("postgres", "TEST_DATABASE_URL");

/** Belongs to this run of `npm test` alone; what a killed run left behind is swept by it. */
export const runId = () => process.env["TEST_RUN_ID"] ?? "solo";

/** A name nobody else has, fit for databases, exchanges, queues and keys. */
export function uniqueName(prefix: string): string {
  return `${prefix}_${runId()}_${randomBytes(5).toString("hex")}`;
}

function address(service: string, variable: string): string {
  const url = process.env[variable];
  if (url !== undefined) return url;
  throw new Error(`Say "/** @needs ${service} */" at the top of this suite, and run it by npm test.`);
}
