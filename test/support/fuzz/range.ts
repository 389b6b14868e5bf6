import type { IncomingHttpHeaders } from "node:http";
import type { Stage } from "./stage.js";

/** What came back. */
export interface Reply {
  /** 0: the connection ended without an answer. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Nothing came for so long that it was given up. */
  readonly silent?: boolean;
  /** It broke on a connection that had served others. */
  readonly stale?: boolean;
}

export interface Range extends Stage {
  readonly url: string;
}
