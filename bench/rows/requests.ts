import { createScope } from "../../src/lib/scope.js";
import { startLoad, type LoadResult } from "../load/load.js";
import type { RequestKind } from "../load/requests.js";
import { startRawSql } from "../raw/raw.js";
import { openProfile } from "../report/profile.js";
import { checkStock, hotReserved } from "../stage/invariants.js";
import { openStage } from "../stage/stage.js";
import { YARDSTICK_SETTINGS } from "../yardstick/settings.js";
import { startYardstick } from "../yardstick/yardstick.js";
import type { Bench } from "./bench.js";
import { compare, type Subject } from "./compare.js";
import { rawSubject, serviceSubject, yardstickSubject } from "./subjects.js";

interface Shape {
  readonly bench: string;
  readonly request: RequestKind;
  readonly target?: number;
  /** Instead of the option's. */
  readonly connections?: number;
  readonly relay?: boolean;
}

/** One kind of request against the service, and against the yardstick on the same tables. */
export function requestBench({ bench, request, target, connections, relay = false }: Shape): Bench {
  return async ({ options, emit, signal }) => {
    const scope = createScope();
    const profile = await openProfile(options.profile, bench);
    try {
      const stage = await openStage(relay ? "api,relay" : "api", scope, { profileDir: profile?.dir });
      const load = startLoad(scope);
      const what = { request, connections: connections ?? options.connections };
      const subjects: Subject[] = [serviceSubject(load, stage, what)];
      // A relay on the same database would have to send the yardstick's events as well.
      if (!relay) {
        const yardstick = { databaseUrl: stage.databaseUrl, ...YARDSTICK_SETTINGS[request] };
        subjects.push(yardstickSubject(load, await startYardstick(yardstick, scope), what));
        if (request !== "typename") subjects.push(rawSubject(startRawSql(scope), stage.databaseUrl, request));
      }
      const { seconds, rounds } = options;
      const facts = { relay };
      const results = await compare(
        { bench, client: stage.client, subjects, seconds, rounds, facts, target, signal },
        emit,
      );
      if (request === "reserve-hot")
        checkReserved(await hotReserved(stage.client), [...results.values()].flat());
      await checkStock(stage.client);
    } finally {
      await scope.close();
      await profile?.report();
    }
  };
}

/** Requests under way at a round's end are cut off: carried out perhaps, but not answered. */
function checkReserved(reserved: number, results: readonly LoadResult[]): void {
  const total = (field: "succeeded" | "sent") => results.reduce((sum, result) => sum + result[field], 0);
  const [least, most] = [total("succeeded"), total("sent")];
  if (reserved < least || reserved > most)
    throw new Error(`${reserved} are reserved, but ${least} requests succeeded and ${most} were sent.`);
}
