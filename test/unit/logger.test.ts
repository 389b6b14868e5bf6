import { expect, it } from "@jest/globals";
import { createLogger } from "../../src/lib/logger.js";

function logged(log: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  log(createLogger("trace", { write: (line) => void lines.push(line) }));
  expect(lines).toHaveLength(1);
  return lines[0] as string;
}

it.each([
  ["authorization of a request", { request: { headers: { authorization: "Bearer s3cret" } } }],
  ["authorization of headers", { headers: { authorization: "Bearer s3cret" } }],
  ["authorization of its own", { authorization: "Bearer s3cret" }],
  ["a socket's parameters", { connectionParams: { authorization: "Bearer s3cret" } }],
  ["a password", { options: { password: "s3cret" } }],
  ["a token", { token: "s3cret" }],
])("when %s is in what is logged, then it is not in the line", (_, line) => {
  const text = logged((logger) => logger.warn(line, "said"));
  expect(text).not.toContain("s3cret");
  expect(text).toContain("[redacted]");
});

it("when an error carries the command with the password, as ioredis's do, then the line has its message alone", () => {
  const error = Object.assign(new Error("WRONGPASS invalid username-password pair"), {
    command: { name: "auth", args: ["user", "s3cret"] },
  });
  const text = logged((logger) => logger.warn({ err: error }, "away"));
  expect(JSON.parse(text)).toMatchObject({ err: { type: "Error", message: error.message } });
  expect(text).not.toContain("s3cret");
});

it("when an error, its cause, or one of several names an address, then without its credentials", () => {
  const address = "amqps://user:s3cr%2Fet@broker.example:5671/x";
  const cause = new Error(`cannot connect to ${address}`);
  const error = new AggregateError([cause], `gave up on ${address}`, { cause });
  const text = logged((logger) => logger.error({ err: error }));
  expect(text).not.toMatch(/s3cr|user/);
  expect(text.match(/amqps:\/\/broker\.example:5671/g)?.length).toBeGreaterThan(2);
});

it("when an error has a code, then the line has it", () => {
  const error = Object.assign(new Error("no"), { code: "ECONNREFUSED" });
  expect(JSON.parse(logged((logger) => logger.warn({ err: error })))).toMatchObject({
    err: { code: "ECONNREFUSED" },
  });
});
