import type { Scope } from "../../src/lib/scope.js";
import { startWorker, type Worker } from "../stage/worker.js";

/** Sockets that a client process has open to one server. */
export interface CrowdJob {
  readonly kind: "open";
  readonly crowd: string;
  readonly port: number;
  /** Of the node; the bare server wants neither a token nor a subscription. */
  readonly authorization: string | undefined;
  /** Numbers of the sockets; a number decides about the shape. */
  readonly from: number;
  readonly count: number;
}

export type ClientJob =
  | CrowdJob
  /** Answered when the crowd has had so many events, or after `patienceMs`. */
  | { readonly kind: "until"; readonly crowd: string; readonly total: number; readonly patienceMs: number }
  /** From now on the moment of every receipt is noted, by position. */
  | { readonly kind: "record"; readonly crowd: string }
  /** Ends recording. Pairs of a position and when its event occurred, in ms since 1970. */
  | {
      readonly kind: "report";
      readonly crowd: string;
      readonly occurred: readonly (readonly [position: number, at: number])[];
    };

export interface ClientResult {
  /** Events that the crowd has had so far, on all sockets. */
  readonly total: number;
  /** Least and most that one socket had. */
  readonly least: number;
  readonly most: number;
  /** In what was received: positions that did not rise, messages that were no event, closed sockets. */
  readonly faults: number;
  readonly firstFault: string | undefined;
  readonly cpuMicros: number;
  /** Of a report: [tenths of a ms from the event to its receipt, how many], ascending. */
  readonly delays: readonly (readonly [tenths: number, count: number])[];
  /** One message of each shape as it came, of a crowd that had any. */
  readonly samples: readonly string[];
}

export type ClientProcess = Worker<ClientJob, ClientResult>;

export function startClient(scope: Scope): ClientProcess {
  return startWorker(new URL("./worker.ts", import.meta.url), scope);
}

/** Everyone who is connected is sent one of the texts, which take turns; without any, it only listens. */
export type RawServerJob =
  { readonly kind: "listen" } | { readonly kind: "send"; readonly texts: readonly string[] };

export interface RawServerResult {
  readonly port: number;
}

export type RawServer = Worker<RawServerJob, RawServerResult>;

export function startRawServer(scope: Scope): RawServer {
  return startWorker(new URL("./raw-server.ts", import.meta.url), scope);
}
