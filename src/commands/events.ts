import { runDead, type DeadOptions } from "../cli/events/dead.js";
import { runFailed, type FailedOptions } from "../cli/events/failed.js";
import { runReplay, type ReplayOptions } from "../cli/events/replay.js";
import { runReplays, type ReplaysOptions } from "../cli/events/replays.js";
import { runTail, type TailOptions } from "../cli/events/tail.js";
import { openEvents } from "./open-events.js";

/** `events tail`: what the feed has, and what comes. */
export async function tail(options: TailOptions): Promise<void> {
  process.exitCode = await runTail(options, openEvents);
}

/** `events replay QUEUE`: a part of the feed once more. */
export async function replay(options: ReplayOptions): Promise<void> {
  process.exitCode = await runReplay(options, openEvents);
}

/** `events replays`: those there were, and are. */
export async function replays(options: ReplaysOptions): Promise<void> {
  process.exitCode = await runReplays(options, openEvents);
}

/** `events failed`: what sinks have given up on. */
export async function failed(options: FailedOptions): Promise<void> {
  process.exitCode = await runFailed(options, openEvents);
}

/** `events dead`: what of other services could not be carried out. */
export async function dead(options: DeadOptions): Promise<void> {
  process.exitCode = await runDead(options, openEvents);
}
