import { Client, Pool, type QueryConfig, type QueryResult, type QueryResultRow } from "pg";

export interface Connecting {
  readonly databaseUrl: string;
  readonly connections: number;
  /** Several statements under way on one connection; without it, one, as a pool gives. */
  readonly pipeline: boolean;
}

export type Querying = <Row extends QueryResultRow>(query: QueryConfig) => Promise<QueryResult<Row>>;

export async function openConnections(settings: Connecting): Promise<Querying> {
  const config = {
    connectionString: settings.databaseUrl,
    // The five first runs of a prepared statement would be planned each.
    options: "-c plan_cache_mode=force_generic_plan",
  };
  if (!settings.pipeline) {
    const pool = new Pool({ ...config, max: settings.connections });
    return (query) => pool.query(query);
  }
  const clients = Array.from(
    { length: settings.connections },
    () => new Client({ ...config, pipeline: true }),
  );
  await Promise.all(clients.map((client) => client.connect()));
  let next = 0;
  return (query) => {
    next = (next + 1) % clients.length;
    return (clients[next] as Client).query(query);
  };
}
