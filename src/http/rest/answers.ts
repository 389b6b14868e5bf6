import { Type, type TSchema } from "@sinclair/typebox";

// What several operations answer.

const ETAG = Type.String({
  description: "For If-Match and If-None-Match.",
  examples: ['"4-Qm9xYWJjZGVmZ2hp"'],
});

const REPRESENTED = {
  ETag: ETAG,
  "Cache-Control": Type.String({ examples: ["private, no-cache"] }),
  Vary: Type.String({ examples: ["authorization"] }),
};

export const NOT_MODIFIED = "It is still what If-None-Match names.";

/** What is read, and can be asked for conditionally. */
export function representation(description: string, schema: TSchema) {
  return { description, schema: schemaOf(schema), headers: REPRESENTED };
}

/** What one item has become. */
export function changed(schema: TSchema) {
  const headers = {
    ETag: Type.String({ ...ETAG, description: "Of the item as it is now, for the next If-Match." }),
  };
  return { description: "The item as it is now.", schema: schemaOf(schema), headers };
}

function schemaOf(schema: TSchema): TSchema {
  return schema.$id === undefined ? schema : Type.Ref(`${schema.$id}#`);
}
