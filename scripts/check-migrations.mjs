// Proves on an empty shadow database that the migrations build what schema.prisma describes.
import "@swc-node/register/esm-register";

const { provision } = await import("../test/support/provision/provision.ts");
const { schemaDifference } = await import("../src/store/migrate.ts");

const { servers, close } = await provision(["postgres"], `check${process.pid}`);
try {
  const postgres = servers.get("postgres");
  if (postgres === undefined) throw new Error("There is no PostgreSQL to compare on.");
  const difference = await schemaDifference(postgres.url);
  if (difference !== "") {
    console.error(`schema.prisma says more than the migrations do:\n${difference}`);
    process.exitCode = 1;
  }
} finally {
  await close();
}
