import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { toEnvelope } from "../../src/domain/events.js";
import { eventAt } from "../contract/sample-events.js";

const run = promisify(execFile);
let folder: string;

/** A project that has installed the package: its files from the tarball, what it depends on from here. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "stockfeed-package-"));
  // What would build again, and ask the registry.
  const quiet = ["--ignore-scripts", "--offline", "--silent"];
  await run("npm", ["pack", ...quiet, "--pack-destination", folder]);
  const [tarball] = readdirSync(folder);
  const installed = join(folder, "node_modules/stockfeed");
  mkdirSync(installed, { recursive: true });
  await run("tar", ["-xzf", join(folder, String(tarball)), "-C", installed, "--strip-components=1"]);
  symlinkSync(resolve("node_modules"), join(installed, "node_modules"));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

it("when it is installed, then plain JavaScript imports the kit, which reads events, and nothing of the service", async () => {
  const program = `
    import { createConsumer, createMemoryStore, EVENT_TYPES, readEvent } from "stockfeed/consumer";
    const read = readEvent(${JSON.stringify(JSON.stringify(toEnvelope(eventAt(1))))});
    const fault = await createConsumer({ url: "", queue: "q", handlers: {} }).catch(({ message }) => message);
    const store = createMemoryStore();
    const twice = [await store.once("1", async () => {}), await store.once("1", async () => {})];
    console.log(JSON.stringify({ kind: read.kind, fault, twice, types: EVENT_TYPES.length }));
  `;
  writeFileSync(join(folder, "consumer.mjs"), program);
  const loaded = ["--experimental-loader", `data:text/javascript,${encodeURIComponent(TELL_LOADED)}`];
  const { stdout, stderr } = await run(process.execPath, [...loaded, "--no-warnings", "consumer.mjs"], {
    cwd: folder,
  });
  expect(JSON.parse(stdout)).toEqual({
    ...{ kind: "event", fault: "url is missing", twice: ["handled", "duplicate"], types: 20 },
  });
  const ours = [...stderr.matchAll(/\/stockfeed\/dist\/(\S+)/g)].map(([, file]) => String(file));
  expect(ours).toContain("kit/index.js");
  expect(ours.filter((file) => !/^(kit\/|lib\/|domain\/events)/.test(file))).toEqual([]);
});

/** Says on stderr which files of the package are loaded. */
const TELL_LOADED = `
  import { writeSync } from "node:fs";
  export async function load(url, context, next) {
    if (url.includes("/stockfeed/dist/")) writeSync(2, url + "\\n");
    return next(url, context);
  }`;

it("when it is installed, then a program in TypeScript gets the types of each event, and is told what is wrong", async () => {
  const program = `
    import { createConsumer } from "stockfeed/consumer";
    export const consumer = createConsumer({
      url: "amqp://localhost",
      queue: "q",
      handlers: {
        StockLevelChangedEvent: ({ data }) => {
          const left: number = data.newQuantity;
          // @ts-expect-error There is no such field.
          return void [left, data.newQuantities];
        },
        // @ts-expect-error There is no such event.
        StockLevelChangeEvent: () => undefined,
      },
    });
  `;
  writeFileSync(join(folder, "consumer.mts"), program);
  const compilerOptions = { noEmit: true, strict: true, module: "nodenext", target: "es2022", types: [] };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: true }, files: ["consumer.mts"] }),
  );
  const tsc = resolve("node_modules/typescript/bin/tsc");
  const told = await run(process.execPath, [tsc], { cwd: folder }).catch(
    ({ stdout }: { stdout: string }) => ({
      stdout,
    }),
  );
  expect(told.stdout).toBe("");
}, 120_000);
