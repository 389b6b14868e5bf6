/** Told what operators do to the pipeline, for whoever asks later who did it. */
export interface OperatorLog {
  did(action: string, by: string, details: Readonly<Record<string, unknown>>): void;
}
