import { Field, ObjectType, registerEnumType } from "type-graphql";
import type { CompatibilityMode } from "../../ports/schema-registry.js";
import { GraphQLJSON } from "../scalars.js";

export const CompatibilityModeEnum: { readonly [Mode in CompatibilityMode]: Mode } = {
  BACKWARD: "BACKWARD",
  FORWARD: "FORWARD",
  FULL: "FULL",
};
registerEnumType(CompatibilityModeEnum, {
  name: "CompatibilityMode",
  description:
    "BACKWARD: who has the new schema can read old data; FORWARD: who has the old one can read new data; FULL: both.",
});

@ObjectType({ simpleResolvers: true, description: "One version of what the messages of an event look like." })
export class EventSchema {
  @Field(() => String, { description: "The event's type, e.g. StockLevelChangedEvent." })
  type!: string;

  @Field({
    description: "A higher minor version adds optional fields; a higher major one may change anything.",
  })
  version!: string;

  @Field({ description: "Whether events are told in it now." })
  current!: boolean;

  @Field(() => GraphQLJSON, { description: "JSON Schema, draft 2020-12; also at /event-schemas." })
  schema!: object;
}

@ObjectType({ simpleResolvers: true })
export class CompatibilityProblem {
  @Field({ description: 'JSONPath of the place in the message, e.g. "$.data.lines[*].quantity".' })
  path!: string;

  @Field()
  message!: string;
}

@ObjectType({ simpleResolvers: true })
export class SchemaCompatibility {
  @Field()
  compatible!: boolean;

  @Field(() => [CompatibilityProblem], {
    description: "What stands in the way; a keyword that cannot be judged does, too.",
  })
  problems!: CompatibilityProblem[];
}
