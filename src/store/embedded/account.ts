import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import { StartError } from "../../lib/start-error.js";

const run = promisify(execFile);

/** Whom PostgreSQL runs as; undefined = as we do. */
export type Account = { uid: number; gid: number } | undefined;

/** PostgreSQL refuses to run as root: then it is the owner of the cluster, else `postgres`. */
export async function serverAccount(clusterDir: string): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  const cluster = await stat(clusterDir).catch(() => undefined);
  if (cluster !== undefined && cluster.uid !== 0) return { uid: cluster.uid, gid: cluster.gid };
  return (await find("postgres")) ?? (await create("postgres"));
}

/** Whether the account may pass through every folder above `path` and read it. */
export async function canReach(account: Account, path: string): Promise<boolean> {
  if (account === undefined) return true;
  const allows = async (at: string, bits: number) => {
    const { uid, gid, mode } = await stat(at);
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
    return ((mode >> shift) & bits) === bits;
  };
  if (!(await allows(path, 5))) return false;
  for (let at = resolve(path); at !== dirname(at); at = dirname(at)) {
    if (!(await allows(dirname(at), 1))) return false;
  }
  return true;
}

async function find(name: string): Promise<Account> {
  try {
    const [uid, gid] = await Promise.all(["-u", "-g"].map((what) => run("id", [what, name])));
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
  } catch {
    return undefined;
  }
}

async function create(name: string): Promise<Account> {
  const ways: [string, string[]][] = [
    ["useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name]],
    ["adduser", ["-S", "-D", "-H", name]],
  ];
  for (const [command, args] of ways) {
    await run(command, args).catch(() => undefined);
    const account = await find(name);
    if (account !== undefined) return account;
  }
  throw new StartError(
    `PostgreSQL does not run as root, and the user "${name}" could not be made: ` +
      `make it, start as an ordinary user, or set DATABASE_URL.`,
  );
}
