// The room table of docs/architecture.md: what each room under src/ may import besides itself.
const EDGE = ["usecases", "ports", "domain", "auth", "lib"];
const ROOMS = {
  domain: [],
  lib: [],
  ports: ["domain"],
  usecases: ["domain", "ports"],
  store: ["ports", "domain", "lib"],
  messaging: ["ports", "domain", "lib"],
  pipeline: ["ports", "domain", "lib"],
  sources: ["ports", "domain", "lib"],
  auth: ["ports", "domain", "lib"],
  registry: ["ports", "domain", "lib"],
  graphql: EDGE,
  http: EDGE,
  consumers: EDGE,
  cli: EDGE,
  dashboard: [],
  graphiql: [],
};

const rooms = Object.entries(ROOMS).map(([room, others]) => ({
  name: `room-${room}`,
  comment: `${room} may import ${["itself", ...others].join(", ")}`,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: { path: "^src/", pathNot: `^src/(${[room, ...others].join("|")})/` },
}));

export default {
  forbidden: [
    ...rooms,
    {
      name: "room-kit",
      comment: "what consumers of events import knows the events, and nothing else of ours",
      severity: "error",
      from: { path: "^src/kit/" },
      to: { path: "^src/", pathNot: "^src/(kit/|lib/|domain/events\\.ts$)" },
    },
    {
      name: "main-is-thin",
      severity: "error",
      from: { path: "^src/main\\.ts$" },
      to: { path: "^src/", pathNot: "^src/(service\\.ts$|config\\.ts$|lib/)" },
    },
    {
      name: "config-knows-limits-alone",
      comment: "the bounds of what may be configured are the domain's",
      severity: "error",
      from: { path: "^src/config(\\.ts$|/)" },
      to: { path: "^src/", pathNot: "^src/(domain|lib|config)/" },
    },
    {
      name: "greeting-knows-config-alone",
      severity: "error",
      from: { path: "^src/greeting\\.ts$" },
      to: { path: "^src/", pathNot: "^src/config\\.ts$" },
    },
    {
      name: "composition-is-imported-by-composition",
      comment: "what puts the parts together is above them all",
      severity: "error",
      from: {
        pathNot:
          "^(src/(main|service|open-api|open-roles|open-consumers|open-readiness|open-publisher|command)\\.ts$|src/commands/|test/)",
      },
      to: {
        path: "^src/(main|service|open-api|open-messaging|open-roles|open-consumers|open-reconciliation|open-pipeline|open-publisher|open-readiness|open-strategy|watched-unit-of-work|greeting|command)\\.ts$",
      },
    },
    {
      name: "answers-are-loaded-by-those-who-answer",
      comment: "GraphQL and REST are loaded by open-api.ts alone, and that by processes with the role api",
      severity: "error",
      from: { path: "^src/[^/]+\\.ts$", pathNot: "^src/open-api\\.ts$" },
      to: { path: "^src/(graphql|http/rest)/" },
    },
    {
      name: "open-api-is-loaded-when-needed",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^src/open-api\\.ts$", dependencyTypesNot: ["dynamic-import", "type-only"] },
    },
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "examples-stand-alone",
      comment:
        "each is copied as it is into a project that has nothing of ours but the package's own entry point",
      severity: "error",
      from: { path: "^examples/([^/]+)/" },
      to: { path: "^(src|test|bench|examples)/", pathNot: "^(examples/$1/|src/kit/index\\.ts$)" },
    },
    { name: "no-tests-in-src", severity: "error", from: { path: "^src/" }, to: { path: "^test/" } },
    {
      name: "prisma-in-store-only",
      severity: "error",
      from: { pathNot: "^src/store/" },
      to: { path: "^src/store/generated/|node_modules/(@prisma|prisma)/" },
    },
    {
      name: "clients-in-messaging-only",
      comment: "brokers and live feeds are behind ports; the kit is another program's client of the broker",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(messaging|kit)/" },
      to: { path: "node_modules/(amqplib|ioredis|@types/amqplib)/" },
    },
    {
      name: "resolvable",
      severity: "error",
      // The types alone of a package without a program.
      from: { path: "^src/", pathNot: "^src/dashboard/generated/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|^src/store/generated" },
    exclude: { path: "^dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
    },
  },
};
