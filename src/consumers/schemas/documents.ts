import { KINDS, typesOf } from "../kinds.js";
import { based, published, synced } from "./envelopes.js";

/** JSON Schema (draft 2020-12) of a message that is consumed, in each of its envelopes. */
export interface InboundSchema {
  readonly type: string;
  /** All that its `eventType` may be. */
  readonly names: readonly string[];
  readonly schema: Readonly<Record<string, unknown>>;
}

/** What `inbound-schemas/` is made of. */
export function inboundSchemas(): readonly InboundSchema[] {
  return KINDS.map((kind) => {
    const [name = ""] = kind.names;
    const type = `${name}Event`;
    const names = typesOf(kind);
    const envelopes = [published, based, synced].map((envelope) => envelope(names, kind.payload));
    const schema = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: `/inbound-schemas/${type}.json`,
      title: type,
      description: kind.description,
      anyOf: envelopes,
    };
    // As it is written to a file: without what TypeBox keeps for itself.
    return { type, names, schema: JSON.parse(JSON.stringify(schema)) as InboundSchema["schema"] };
  });
}
