import { Arg, Ctx, Query, Resolver } from "type-graphql";
import type { CompatibilityMode } from "../../ports/schema-registry.js";
import { badInput } from "../arguments.js";
import type { GraphqlContext } from "../context.js";
import { GraphQLJSON } from "../scalars.js";
import { CompatibilityModeEnum, EventSchema, SchemaCompatibility } from "../types/event-schema.js";

const MOST_FAULTS = 3;

@Resolver()
export class EventSchemaQueries {
  @Query(() => [EventSchema], { description: "By type, then version, the oldest first." })
  eventSchemas(@Ctx() { schemas }: GraphqlContext): EventSchema[] {
    return [...schemas.schemas];
  }

  @Query(() => SchemaCompatibility, {
    description:
      "Whether a candidate could follow the current schema of an event type. A writer's data is taken to have what its schema declares and nothing else; readers pass over what they do not know.",
  })
  eventSchemaCompatibility(
    @Arg("type", () => String) type: string,
    @Arg("schema", () => GraphQLJSON) schema: unknown,
    @Arg("mode", () => CompatibilityModeEnum, { defaultValue: "FULL" }) mode: CompatibilityMode,
    @Ctx() { schemas }: GraphqlContext,
  ): SchemaCompatibility {
    const faults = schemas.faultsOf(schema);
    if (faults.length > 0) {
      const told = faults.slice(0, MOST_FAULTS).join("; ");
      throw badInput("schema", `schema must be a JSON Schema of draft 2020-12: ${told}.`);
    }
    const problems = schemas.compatibility(type, schema, mode);
    if (!problems)
      throw badInput("type", `type must be one of those that eventSchemas lists, not "${type}".`);
    return { compatible: problems.length === 0, problems: [...problems] };
  }
}
