// Releases the event schemas that are new; with --check, says whether all are in order and released.
import { writeFile } from "node:fs/promises";
import { format } from "prettier";

const { hash, releaseReport } = await import("../dist/registry/release-rules.js");
const { readReleased, releasedFile, SCHEMAS_DIR } = await import("../dist/registry/schema-files.js");
const { UPCASTERS } = await import("../dist/registry/upcasters.js");

const { faults, unreleased } = releaseReport(SCHEMAS_DIR, UPCASTERS);
for (const fault of faults) console.error(fault);

if (faults.length > 0) process.exitCode = 1;
else if (process.argv.includes("--check")) {
  for (const { type, version } of unreleased) {
    console.error(
      `event-schemas/${type}/${version}.json is not released: run \`npm run release-schemas\` once it is final, and commit event-schemas/released.json.`,
    );
    process.exitCode = 1;
  }
} else {
  const released = { ...readReleased(SCHEMAS_DIR) };
  for (const { type, version, schema } of unreleased) {
    released[type] = { ...released[type], [version]: hash(schema) };
    console.log(`released: ${type} ${version}`);
  }
  const sorted = Object.fromEntries(Object.entries(released).sort(([a], [b]) => (a < b ? -1 : 1)));
  const text = await format(JSON.stringify(sorted), { parser: "json", printWidth: 110 });
  await writeFile(releasedFile(SCHEMAS_DIR), text);
}
