import { execFile } from "node:child_process";
import { chownSync, existsSync, readdirSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { serverAccount } from "../../../src/store/embedded/account.js";
import { findBinaries } from "../../../src/store/embedded/binaries.js";
import { findProgram, freePort, scratchDirectory, startGuarded } from "./guarded.js";
import type { OwnServer, Service } from "./service.js";

const PACKAGED = "/usr/lib/postgresql";

export const postgres: Service = {
  name: "postgres",
  variable: "DATABASE_URL",
  standardUrls() {
    const users = [...new Set(["postgres", userInfo().username])];
    return [
      ...users.map((user) => `postgresql://${user}@127.0.0.1:5432/postgres`),
      "postgresql://postgres:postgres@127.0.0.1:5432/postgres",
      ...users.map((user) => `postgresql://${user}@localhost/postgres?host=/var/run/postgresql`),
    ];
  },
  async probe(url) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
    client.on("error", () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<{ may: boolean }>(
        "SELECT rolsuper OR rolcreatedb AS may FROM pg_roles WHERE rolname = current_user",
      );
      if (rows[0]?.may !== true) throw new Error("the role may not create databases");
    } finally {
      await client.end();
    }
  },
  container: { port: 5432, url: (address) => `postgresql://postgres@${address}/postgres` },
  debianPackage: "postgresql",
  async startInstalled() {
    const [initdb, server] = [
      findProgram("initdb", ...packagedDirs()),
      findProgram("postgres", ...packagedDirs()),
    ];
    return initdb === undefined || server === undefined ? undefined : startCluster(initdb, server);
  },
};

/** By the programs of PostgreSQL that come with the packages, where the machine has none. */
export async function startPackaged(): Promise<OwnServer> {
  const { initdb, postgres: server } = await findBinaries(await serverAccount("/"));
  return startCluster(initdb, server);
}

async function startCluster(initdb: string, server: string): Promise<OwnServer> {
  const scratch = scratchDirectory("postgres");
  const account = await serverAccount(scratch);
  if (account !== undefined) chownSync(scratch, account.uid, account.gid);
  const data = join(scratch, "data");
  const flags = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
  await promisify(execFile)(initdb, flags, { ...account, cwd: scratch });
  const port = await freePort();
  // Nothing here outlives the run, so nothing needs to survive a power cut. What was written survives a kill.
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "max_connections=200",
  ];
  const args = ["-D", data, "-p", String(port), ...settings.flatMap((each) => ["-c", each])];
  const program = {
    command: server,
    args,
    env: process.env,
    scratch,
    stopSignal: "SIGINT" as const,
    ...account,
  };
  return startGuarded(program, `postgresql://postgres@127.0.0.1:${port}/postgres`, postgres.probe);
}

/** Debian keeps each major version's programs out of the PATH; the newest first. */
function packagedDirs(): string[] {
  const versions = existsSync(PACKAGED) ? readdirSync(PACKAGED) : [];
  return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(PACKAGED, version, "bin"));
}
