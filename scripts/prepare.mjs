// npm `prepare`: at install, before `npm pack`, and when `npx stockfeed` is typed in this folder for
// the first time, by which what a running service has open must not be built anew.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** npm writes the last one whenever it installs. */
const READ_BY_THE_BUILD = [
  ...["src", "prisma", "scripts", "tsconfig.json", "tsconfig.build.json"],
  ...["tsconfig.kit.json", "codegen.yml", "schema.graphql"],
  ...["package.json", "package-lock.json", "node_modules/.package-lock.json"],
];
/** What the build writes there itself. */
const GENERATED = /[\\/]generated$/;

/** A folder's own time tells of what was removed from it. */
function newest(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || GENERATED.test(path)) return 0;
  const within = found.isDirectory() ? readdirSync(path).map((name) => newest(join(path, name))) : [];
  return Math.max(found.mtimeMs, ...within);
}

const built = statSync(join(root, "dist/.built"), { throwIfNoEntry: false });
if (built === undefined || READ_BY_THE_BUILD.some((name) => newest(join(root, name)) > built.mtimeMs)) {
  await import("./build.mjs");
}
