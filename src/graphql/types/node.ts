import { Field, ID, InterfaceType } from "type-graphql";

@InterfaceType({
  description: "What has an id of ours, unique over all types.",
  resolveType: (value: { __typename?: string }) => value.__typename,
})
export abstract class Node {
  @Field(() => ID)
  id!: string;
}
