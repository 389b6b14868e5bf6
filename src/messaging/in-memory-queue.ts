import type { EventMessage } from "./event-message.js";

/** What one consumer was sent. */
export interface InMemoryQueue {
  /** The newest, in order, up to the capacity. */
  readonly messages: readonly EventMessage[];
  /** How many of the oldest had to go. */
  dropped(): number;
  /** Calls it with each message from now on. @returns an unsubscriber. */
  onMessage(listener: (message: EventMessage) => void): () => void;
}

export interface WritableQueue extends InMemoryQueue {
  push(message: EventMessage): void;
}

/** @param onError a listener's fault, which is neither the sink's nor the other listeners'. */
export function createQueue(capacity: number, onError: (error: unknown) => void): WritableQueue {
  const messages: EventMessage[] = [];
  const listeners = new Set<(message: EventMessage) => void>();
  let dropped = 0;
  return {
    messages,
    dropped: () => dropped,
    onMessage(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    push(message) {
      messages.push(message);
      if (messages.length > capacity) {
        messages.shift();
        dropped += 1;
      }
      for (const listener of listeners) {
        try {
          listener(message);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
