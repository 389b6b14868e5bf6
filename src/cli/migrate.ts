export interface MigrateOptions {
  /** Only say what would be applied. */
  readonly check: boolean;
  readonly json: boolean;
}

export interface Migrations {
  /** Those that the database lacks, the first first. */
  pending(): Promise<readonly string[]>;
  /** @returns those that this call has applied. */
  apply(): Promise<readonly string[]>;
}

/** @returns the exit code: 0 up to date (now), 1 migrations are pending. */
export async function runMigrate({ check, json }: MigrateOptions, migrations: Migrations): Promise<number> {
  if (check) {
    const pending = await migrations.pending();
    process.stdout.write(json ? `${JSON.stringify({ pending })}\n` : tell(pending, "pending"));
    return pending.length > 0 ? 1 : 0;
  }
  const applied = await migrations.apply();
  process.stdout.write(json ? `${JSON.stringify({ applied })}\n` : tell(applied, "applied"));
  return 0;
}

function tell(names: readonly string[], what: string): string {
  if (names.length === 0) return "The database is up to date.\n";
  const counted = names.length === 1 ? "1 migration" : `${names.length} migrations`;
  return `${counted} ${what}:\n${names.map((name) => `  ${name}\n`).join("")}`;
}
