/** Tells the relay, in this process or another, that there is something to sequence. */
export interface WakeUp {
  /** Returns at once; many calls may become one signal; a lost one costs only time. */
  signal(): void;
  listen(listener: () => void): Promise<void>;
  /** Why what others signal is not heard now; null while it is. Listeners are woken when it changes. */
  fault(): string | null;
  close(): Promise<void>;
}
