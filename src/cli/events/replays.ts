import { cancelReplay } from "../../usecases/cancel-replay.js";
import { print } from "../print.js";
import { caller } from "./caller.js";
import type { OpenEvents } from "./open-events.js";
import { describeReplay, objectOfReplay } from "./replay-lines.js";

export interface ReplaysOptions {
  /** The id of one that is to be stopped; null: list them. */
  readonly cancel: string | null;
  readonly limit: number;
  readonly json: boolean;
}

/** `events replays`. @returns the exit code: 0 done, 1 it could not be cancelled. */
export async function runReplays({ cancel, limit, json }: ReplaysOptions, open: OpenEvents): Promise<number> {
  const { pipeline, close } = await open();
  try {
    if (cancel !== null) {
      const result = await cancelReplay(pipeline, { id: cancel }, caller());
      if (result.ok) {
        await print(json ? JSON.stringify(objectOfReplay(result.value)) : describeReplay(result.value));
        return 0;
      }
      for (const { message } of result.refusals) process.stderr.write(`${message}\n`);
      return 1;
    }
    const { nodes } = await pipeline.replays.page({ first: limit, after: null });
    for (const replay of nodes) {
      await print(json ? JSON.stringify(objectOfReplay(replay)) : describeReplay(replay));
    }
    return 0;
  } finally {
    await close();
  }
}
