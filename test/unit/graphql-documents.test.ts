import { beforeAll, describe, expect, it } from "@jest/globals";
import { getIntrospectionQuery, type GraphQLError } from "graphql";
import { readConfig } from "../../src/config.js";
import { createDocuments } from "../../src/graphql/documents.js";
import { buildGraphqlSchema } from "../../src/graphql/schema.js";

let documents: ReturnType<typeof createDocuments>;
beforeAll(() => {
  documents = createDocuments(buildGraphqlSchema(), readConfig({}).graphql);
});

const faultsOf = (query: string) => {
  const checked = documents(query);
  return "kind" in checked ? [] : checked.map(({ message }: GraphQLError) => message);
};

const aliased = (count: number, field: string) =>
  Array.from({ length: count }, (_, n) => `a${n}: ${field}`).join(" ");
/** 2,500 fields in four fragments. */
const MULTIPLIED = `subscription { stockLevelChanged { ...F } }
  fragment F on StockLevelChange { ${aliased(5, "item { ...G }")} }
  fragment G on InventoryItem { ${aliased(5, "levels { ...H }")} }
  fragment H on StockLevel { ${aliased(5, "warehouse { ...I }")} }
  fragment I on Warehouse { ${aliased(20, "id")} }`;

describe("how much one document may select", () => {
  it("when fragments multiply each other, then the document is refused, on whatever way it came", () => {
    expect(faultsOf(MULTIPLIED)).toEqual([
      expect.stringMatching(/^The document selects \d+ fields, its fragments spread out; at most 2000/),
    ]);
  });

  it("when a tool asks for the whole schema, then it is answered", () => {
    expect(faultsOf(getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }))).toEqual([]);
  });
});
