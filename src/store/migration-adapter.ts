import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum, DriverAdapterError } from "@prisma/driver-adapter-utils";
import pg from "pg";

/** What the engine asks for that is of the type "char", and under which name. */
const CHAR_COLUMNS = [
  {
    name: "constraint_type",
    asked: "constr.contype AS constraint_type",
    readable: "constr.contype::text AS constraint_type",
  },
  { name: "confdeltype", asked: " con.confdeltype,", readable: " con.confdeltype::text," },
  { name: "confupdtype", asked: " con.confupdtype,", readable: " con.confupdtype::text," },
];

type Connection = Awaited<ReturnType<PrismaPg["connect"]>>;

/**
 * Prisma's adapter, mended where the schema engine trips over it. It cuts a script at
 * every ";", the ones inside functions and comments too: PostgreSQL takes it whole, as
 * the native engine sends it. And it cannot read PostgreSQL's "char", the type of what
 * the engine asks about each CHECK constraint.
 */
export class MigrationAdapter extends PrismaPg {
  readonly #url: string;
  readonly #connections: Connection[] = [];

  constructor(databaseUrl: string) {
    super({ connectionString: databaseUrl });
    this.#url = databaseUrl;
  }

  override async connect(): Promise<Connection> {
    const connection = runningWhole(await super.connect());
    this.#connections.push(connection);
    return connection;
  }

  /** The engine leaves its connections open, idle, when it is freed. */
  async disconnect(): Promise<void> {
    const pools = this.#connections.map((connection) => connection.underlyingDriver());
    await Promise.all(pools.filter((pool) => !pool.ended).map((pool) => pool.end()));
  }

  override async connectToShadowDb(): Promise<Connection> {
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    const admin = await this.connect();
    await admin.executeScript(`CREATE DATABASE "${name}"`);
    const shadow = await new MigrationAdapter(withDatabase(this.#url, name)).connect();
    const disconnect = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await disconnect();
      await admin.executeScript(`DROP DATABASE "${name}"`);
      await admin.dispose();
    };
    return shadow;
  }
}

function runningWhole(connection: Connection): Connection {
  const queryRaw = connection.queryRaw.bind(connection);
  connection.queryRaw = async (query) => {
    const sql = CHAR_COLUMNS.reduce((text, { asked, readable }) => text.replace(asked, readable), query.sql);
    const answer = await queryRaw({ ...query, sql });
    for (const { name } of sql === query.sql ? [] : CHAR_COLUMNS) {
      const at = answer.columnNames.indexOf(name);
      if (at >= 0) answer.columnTypes[at] = ColumnTypeEnum.Character;
    }
    return answer;
  };
  connection.executeScript = async (script) => {
    try {
      await connection.underlyingDriver().query(script);
    } catch (error) {
      throw asAdapterError(error);
    }
  };
  return connection;
}

/** The engine reports only errors of its adapter's kind in words. */
function asAdapterError(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  return new DriverAdapterError({
    kind: "postgres",
    code: error.code ?? "N/A",
    severity: error.severity ?? "N/A",
    message: error.message,
    detail: error.detail,
    column: error.column,
    hint: error.hint,
  });
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
