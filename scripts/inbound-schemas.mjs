// The files of inbound-schemas/: what messages of other services have to look like.
import { format } from "prettier";

export async function inboundSchemaFiles() {
  const { inboundSchemas } = await import("../dist/consumers/schemas/documents.js");
  return inboundSchemas().map(({ type, schema }) => ({
    file: `inbound-schemas/${type}.json`,
    text: () => format(JSON.stringify(schema), { parser: "json", printWidth: 110 }),
  }));
}
