import type { PipelineDeps } from "../../usecases/pipeline-deps.js";

/** The event pipeline, opened for one command. */
export interface OpenedEvents {
  readonly pipeline: PipelineDeps;
  close(): Promise<void>;
}

/** @throws Error that names the database when it cannot be used. */
export type OpenEvents = () => Promise<OpenedEvents>;
