/** Runs every check, whatever the others say, and fails with all that failed, by their names. */
export async function checkAll(checks: Readonly<Record<string, () => unknown>>): Promise<void> {
  const failures: string[] = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failures.length > 0) throw new Error(failures.join("\n\n"));
}
