import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import amqp from "amqplib";
import { findProgram, freePort, scratchDirectory, startGuarded } from "./guarded.js";
import type { OwnServer, Service, Started } from "./service.js";

export const rabbitmq: Service = {
  name: "rabbitmq",
  variable: "AMQP_URL",
  standardUrls: () => ["amqp://guest:guest@127.0.0.1:5672"],
  async probe(url) {
    const connection = await amqp.connect(url, { timeout: 5_000 });
    connection.on("error", () => undefined);
    await connection.close();
  },
  container: { port: 5672, url: (address) => `amqp://guest:guest@${address}` },
  debianPackage: "rabbitmq-server",
  startInstalled: () => startOwnRabbitmq(),
};

/** A broker of ours, with its own command to do to it what happens to brokers. */
export interface OwnRabbitmq extends OwnServer {
  /** @returns what it printed. */
  ctl(...args: string[]): Promise<string>;
  /** What was declared outlives a SIGKILL from now on: the broker keeps it back from its disk for moments. */
  settle(): Promise<void>;
}

/** Debian's commands in /usr/sbin serve root and rabbitmq alone, and change the user. */
export const PACKAGED = "/usr/lib/rabbitmq/bin";

/** undefined when the programs are not installed. */
export async function startOwnRabbitmq(): Promise<OwnRabbitmq | undefined> {
  const [command, ctl] = [findProgram("rabbitmq-server", PACKAGED), findProgram("rabbitmqctl", PACKAGED)];
  const epmd = findProgram("epmd");
  if (command === undefined || ctl === undefined || epmd === undefined) return undefined;
  const names = await startPortMapper(epmd);
  try {
    const server = await startServer({ command, ctl }, names.url);
    return { ...server, close: () => server.close().finally(() => names.close()) };
  } catch (error) {
    await names.close();
    throw error;
  }
}

/** Erlang would leave a daemon behind on the machine's common port. */
function startPortMapper(command: string): Promise<Started> {
  return freePort().then((port) => {
    const env = { ...process.env, ERL_EPMD_ADDRESS: "127.0.0.1" };
    const scratch = scratchDirectory("epmd");
    const program = { command, args: ["-port", String(port)], env, scratch, stopSignal: "SIGTERM" as const };
    return startGuarded(program, String(port), async () => undefined);
  });
}

async function startServer(
  { command, ctl }: { command: string; ctl: string },
  portMapper: string,
): Promise<OwnRabbitmq> {
  const [port, distribution] = [await freePort(), await freePort()];
  const scratch = scratchDirectory("rabbitmq");
  const inScratch = (name: string, content: string) => {
    writeFileSync(join(scratch, name), content);
    return join(scratch, name);
  };
  const env = {
    PATH: `/usr/sbin:/sbin:${process.env["PATH"] ?? "/usr/bin:/bin"}`,
    LANG: "C.UTF-8",
    HOME: scratch,
    ERL_EPMD_PORT: portMapper,
    ERL_EPMD_ADDRESS: "127.0.0.1",
    RABBITMQ_NODENAME: `stockfeed-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: join(scratch, "mnesia"),
    RABBITMQ_LOG_BASE: join(scratch, "log"),
    RABBITMQ_PID_FILE: join(scratch, "pid"),
    RABBITMQ_CONF_ENV_FILE: inScratch("rabbitmq-env.conf", ""),
    RABBITMQ_CONFIG_FILE: inScratch("rabbitmq.conf", "disk_free_limit.absolute = 50MB\n").replace(
      /\.conf$/,
      "",
    ),
    RABBITMQ_ENABLED_PLUGINS_FILE: inScratch("enabled_plugins", "[].\n"),
  };
  const program = { command, args: [], env, scratch, stopSignal: "SIGTERM" as const };
  const server = await startGuarded(program, `amqp://guest:guest@127.0.0.1:${port}`, rabbitmq.probe);
  const run = async (...args: string[]) => (await promisify(execFile)(ctl, ["-q", ...args], { env })).stdout;
  return {
    ...server,
    ctl: run,
    async settle() {
      const answer = (await run("eval", "mnesia:sync_log().")).trim();
      if (answer !== "ok") throw new Error(`RabbitMQ did not write down what was declared: ${answer}`);
    },
  };
}
