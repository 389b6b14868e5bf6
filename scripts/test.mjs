// `npm test [jest's arguments]`: see test/support/services.ts for what a suite may use.
import "@swc-node/register/esm-register";
import "./codegen.mjs";

const { testMain } = await import("../test/support/provision/main.ts");
try {
  process.exitCode = await testMain(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}
