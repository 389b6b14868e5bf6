import type pg from "pg";
import type { SigningKey, SigningKeys } from "../ports/signing-keys.js";

const OLDEST = "SELECT jwk FROM signing_key ORDER BY created_at, kid LIMIT 1";

/** The embedded issuer's key, in the table that every node of this database shares. */
export function createSigningKeys(pool: pg.Pool): SigningKeys {
  const load = async () => (await pool.query<{ jwk: SigningKey }>(OLDEST)).rows[0]?.jwk ?? null;
  return {
    load,
    async save(key) {
      // Only the first of two nodes inserts: the other waits for its lock and finds the table filled.
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        await client.query("LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE");
        await client.query(
          "INSERT INTO signing_key (kid, jwk) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM signing_key)",
          [key.kid, JSON.stringify(key)],
        );
        await client.query("COMMIT");
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
      return (await load()) ?? key;
    },
  };
}
