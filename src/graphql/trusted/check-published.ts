import type { GraphQLSchema } from "graphql";
import { StartError } from "../../lib/start-error.js";
import { createDocuments, type DocumentRules } from "../documents.js";
import type { TrustedDocuments } from "./trusted-documents.js";

const MOST_NAMED = 3;

/** @throws StartError naming published documents that the schema or the limits would refuse. */
export function checkPublished(
  { published }: TrustedDocuments,
  schema: GraphQLSchema,
  rules: DocumentRules,
): void {
  const check = createDocuments(schema, rules);
  const broken = published.flatMap(({ id, body }) => {
    const checked = check(body);
    return "kind" in checked ? [] : [`${id} (${checked[0]?.message})`];
  });
  if (broken.length === 0) return;
  const rest = broken.length > MOST_NAMED ? ` and ${broken.length - MOST_NAMED} more` : "";
  const named = broken.slice(0, MOST_NAMED).join(", ");
  throw new StartError(`Trusted documents cannot be carried out: ${named}${rest}.`);
}
