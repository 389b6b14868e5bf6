import type { DeadLetters, StoredDeadLetter } from "../../ports/dead-letters.js";
import { discardDeadLetter } from "../../usecases/discard-dead-letter.js";
import { redriveDeadLetter } from "../../usecases/redrive-dead-letter.js";
import { redriveDeadLetters } from "../../usecases/redrive-dead-letters.js";
import { print, visible } from "../print.js";
import { caller } from "./caller.js";
import { letterLine, letterObject } from "./dead-lines.js";
import type { OpenedEvents, OpenEvents } from "./open-events.js";
import { refused } from "./refused.js";

export interface DeadOptions {
  /** Which; null: no matter. */
  readonly source: string | null;
  readonly type: string | null;
  readonly reason: string | null;
  readonly decide: Decision | null;
  readonly note: string | null;
  readonly json: boolean;
}

type Decision =
  { readonly how: "redrive" | "discard"; readonly ids: readonly string[] } | { readonly how: "redrive-all" };

const PAGE = 100;

/** `events dead`. @returns the exit code: 0 done, 1 some could not be decided on. */
export async function runDead(options: DeadOptions, open: OpenEvents): Promise<number> {
  rejectContradictions(options);
  const { pipeline, close } = await open();
  const { decide } = options;
  try {
    if (decide?.how === "redrive-all") return await redriveAll(pipeline, options);
    if (decide) return await decideEach(pipeline, decide.how, decide.ids, options);
    for await (const letter of everyOne(pipeline.deadLetters, options)) {
      await print(options.json ? JSON.stringify(letterObject(letter)) : letterLine(letter));
    }
    return 0;
  } finally {
    await close();
  }
}

function rejectContradictions({ decide, source, type, reason, note }: DeadOptions): void {
  if (decide === null && note !== null)
    throw new Error("--note goes with --redrive, --redrive-all or --discard.");
  if (decide?.how === "discard" && note === null)
    throw new Error("--discard means that it is never carried out: say why with --note.");
  if (decide?.how === "redrive-all" && source === null)
    throw new Error("--redrive-all takes one source at a time: name it with --source.");
  const selects = source ?? type ?? reason;
  if (decide && decide.how !== "redrive-all" && selects !== null)
    throw new Error("--source, --type and --reason select what is listed, or sent with --redrive-all.");
}

type Pipeline = OpenedEvents["pipeline"];

async function redriveAll(pipeline: Pipeline, options: DeadOptions): Promise<number> {
  const { type: eventType, reason: reasonContains, note, json } = options;
  const source = options.source as string;
  // One that dies once more meanwhile is left: else it might be sent for ever.
  const open = await pipeline.deadLetters.count("OPEN", { source, eventType, reasonContains });
  let count = 0;
  for (let hasMore = open > 0; hasMore && count < open;) {
    const input = { source, eventType, reasonContains, note };
    const result = await redriveDeadLetters(pipeline, input, caller());
    if (!result.ok) throw refused(result.refusals);
    count += result.value.count;
    hasMore = result.value.hasMore && result.value.count > 0;
  }
  await print(
    json ? JSON.stringify({ source, count }) : `${count} dead letters of ${visible(source)} are sent again.`,
  );
  return 0;
}

async function decideEach(
  pipeline: Pipeline,
  how: "redrive" | "discard",
  ids: readonly string[],
  { note, json }: DeadOptions,
): Promise<number> {
  let failed = false;
  for (const id of new Set(ids)) {
    const result =
      how === "redrive"
        ? await redriveDeadLetter(pipeline, { id, note }, caller())
        : await discardDeadLetter(pipeline, { id, note: note as string }, caller());
    const refusal = result.ok ? null : (result.refusals[0] ?? null);
    failed ||= !result.ok;
    const outcome = result.ok ? result.value.state : (refusal?.code ?? "REFUSED");
    const object = { id, outcome, message: refusal?.message ?? null };
    const line = [id, refusal ? `${outcome} ${refusal.message}` : outcome].map(visible).join("  ");
    await print(json ? JSON.stringify(object) : line);
  }
  return failed ? 1 : 0;
}

async function* everyOne(
  deadLetters: DeadLetters,
  { source, type: eventType, reason: reasonContains }: DeadOptions,
): AsyncGenerator<StoredDeadLetter> {
  const filter = { source, eventType, reasonContains };
  for (let after = null as Parameters<DeadLetters["page"]>[2]["after"]; ;) {
    const { nodes, hasNextPage } = await deadLetters.page("OPEN", filter, { first: PAGE, after });
    yield* nodes;
    const last = nodes.at(-1);
    if (!hasNextPage || !last) return;
    after = { diedAt: last.diedAt, id: last.id };
  }
}
