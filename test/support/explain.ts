import pg from "pg";

/** Pages of tables and indexes that a statement looked at, wherever they were. */
export interface Explained {
  readonly pages: number;
}

interface Asked {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * A pool that explains what it is asked instead of answering it (with `answer`, as JSON): by
 * the generic plan, as the service's own connections run it.
 */
export function explainingPool(pool: pg.Pool, explained: Explained[], answer = "[]"): pg.Pool {
  const query = async ({ text, values }: Asked) => {
    const client = await pool.connect();
    try {
      await client.query(`PREPARE explained AS ${text}`);
      const given = values.length > 0 ? `(${values.map(literal).join(", ")})` : "";
      const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Record<string, number> }] }>(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE explained${given}`,
      );
      const plan = rows[0]?.["QUERY PLAN"][0].Plan ?? {};
      explained.push({ pages: (plan["Shared Hit Blocks"] ?? 0) + (plan["Shared Read Blocks"] ?? 0) });
      await client.query("DEALLOCATE explained");
    } finally {
      client.release();
    }
    return { rows: [{ json: answer }] };
  };
  return { query } as unknown as pg.Pool;
}

function literal(value: unknown): string {
  if (typeof value === "boolean") return String(value);
  if (value === null) return "NULL";
  if (Array.isArray(value))
    return pg.escapeLiteral(`{${value.map((each) => JSON.stringify(each)).join(",")}}`);
  if (Buffer.isBuffer(value)) return pg.escapeLiteral(`\\x${value.toString("hex")}`);
  if (typeof value === "string") return pg.escapeLiteral(value);
  if (typeof value === "number") return String(value);
  throw new TypeError(`A parameter of ${typeof value} cannot be explained.`);
}
