// docs/rights.md: the table of rights, for people.
const NONE = "–";

export async function rights() {
  const { FIELD_SCOPES, NODE_SCOPES, OVER_ALL_WAREHOUSES, RIGHTS, ROLES, ROUTE_RIGHTS, scopesOf } =
    await import("../dist/auth/rights.js");
  const { SCOPES } = await import("../dist/auth/scopes.js");
  const rolesWith = (scope) => ROLES.filter((role) => scopesOf([], [role]).has(scope)).map(code);
  const row = (name, scope) => [code(name), code(scope), rolesWith(scope).join(", ")];
  const operation = ([name, right]) => {
    const confined = OVER_ALL_WAREHOUSES.has(name) ? "`FORBIDDEN`" : "its warehouses";
    const field = name.split(".")[1];
    if (typeof right === "string") return [[...row(field, right), confined]];
    const [special, other] = [row(field, right.scope), row(field, right.otherwise)];
    return [
      [`${special[0]}, ${right.of}`, ...special.slice(1), confined],
      [`${other[0]}, all else`, ...other.slice(1), confined],
    ];
  };
  const root = (type) => Object.entries(RIGHTS).filter(([name]) => name.startsWith(`${type}.`));
  const operations = (title, type) => [
    `## ${title}`,
    table(["field", "scope", "roles", "confined tokens"], root(type).flatMap(operation)),
  ];
  const route = ([name, right]) => {
    const of = {
      public: "none: public",
      "by field": "that of each field",
      "by body": "by what is asked for",
    };
    return of[right] ? [code(name), of[right], NONE] : row(name, right);
  };
  const fields = (scopes) => Object.entries(scopes).map(([name, scope]) => row(name, scope));

  return `${[
    "<!-- Made from src/auth/rights.ts by `npm run emit`: change it there. -->",
    "# Rights",
    "Who may do what: whatever is not in these tables is refused. Where scopes and roles come from stands in [Operations](operations.md#tokens).",
    "## Roles",
    table(
      ["role", ...SCOPES.map(code)],
      ROLES.map((role) => [
        code(role),
        ...SCOPES.map((scope) => (scopesOf([], [role]).has(scope) ? "yes" : NONE)),
      ]),
    ),
    "The scope `inventory:admin` implies the others; those do not imply each other. A token with the claim `warehouses` is _confined_: it reads and changes its warehouses alone, and what concerns all of them it is refused.",
    ...operations("Queries", "Query"),
    ...operations("Mutations", "Mutation"),
    ...operations("Subscriptions", "Subscription"),
    "## Fields that need more",
    "Whoever reaches the object needs this besides.",
    table(["field", "scope", "roles"], fields(FIELD_SCOPES)),
    "## Objects by `node`",
    "To a token without the scope nothing has the id.",
    table(["type", "scope", "roles"], fields(NODE_SCOPES)),
    "## Routes",
    "Each takes HEAD where it takes GET. Routes beside GraphQL apply warehouses as the fields do that they stand for. `/metrics` is public by `METRICS_PUBLIC=true`.",
    table(["route", "scope", "roles"], Object.entries(ROUTE_RIGHTS).map(route)),
  ].join("\n\n")}\n`;
}

const code = (text) => `\`${text}\``;

/** Aligned as prettier would. */
function table(head, rows) {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column].length)),
  );
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
