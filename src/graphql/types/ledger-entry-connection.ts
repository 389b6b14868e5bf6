import { Field, Int, ObjectType } from "type-graphql";
import { CURSOR, TOTAL_COUNT, type Connection, type Edge } from "./connection.js";
import { LedgerEntry } from "./ledger-entry.js";
import { PageInfo } from "./page-info.js";

@ObjectType({ simpleResolvers: true })
export class LedgerEntryEdge implements Edge<LedgerEntry> {
  @Field({ description: CURSOR })
  cursor!: string;

  @Field(() => LedgerEntry)
  node!: LedgerEntry;
}

@ObjectType({ simpleResolvers: true })
export class LedgerEntryConnection implements Connection<LedgerEntry> {
  @Field(() => [LedgerEntryEdge])
  edges!: LedgerEntryEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Int, { description: TOTAL_COUNT })
  totalCount!: () => Promise<number>;
}
