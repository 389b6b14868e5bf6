import pg from "pg";

const PREFIX = "stockfeed_test_";

/**
 * Marks this run as alive by a lock that dies with it, drops the databases of runs that
 * are not, and answers how to drop its own at the end.
 */
export async function claimRun(postgresUrl: string, runId: string): Promise<() => Promise<void>> {
  const session = new pg.Client({ connectionString: postgresUrl });
  session.on("error", () => undefined);
  await session.connect();
  await tryLock(session, runId);
  const runs = new Set(
    (await databases(session, "")).map((name) => name.slice(PREFIX.length).split("_")[0] ?? ""),
  );
  runs.delete(runId);
  for (const run of runs) {
    if (!(await tryLock(session, run))) continue;
    await dropAll(session, run);
    await session.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [PREFIX + run]);
  }
  return async () => {
    await dropAll(session, runId);
    await session.end();
  };
}

async function tryLock(session: pg.Client, run: string): Promise<boolean> {
  const { rows } = await session.query<{ got: boolean }>(
    "SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS got",
    [PREFIX + run],
  );
  return rows[0]?.got === true;
}

async function databases(session: pg.Client, run: string): Promise<string[]> {
  const { rows } = await session.query<{ datname: string }>(
    "SELECT datname FROM pg_database WHERE starts_with(datname, $1)",
    [PREFIX + run],
  );
  return rows.map(({ datname }) => datname);
}

async function dropAll(session: pg.Client, run: string): Promise<void> {
  for (const name of await databases(session, `${run}_`)) {
    await session.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  }
}
