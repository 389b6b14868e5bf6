import type { Refused } from "../ports/event-sink.js";

/** What the broker says about published messages, by their delivery tags. */
export interface ConfirmFrame {
  readonly deliveryTag: number;
  /** All up to this tag. */
  readonly multiple: boolean;
}

/** The confirms that one batch waits for. The broker numbers a channel's messages from 1. */
export interface Confirms {
  /** The batch's message at `index` was handed over as the channel's next. */
  sent(index: number): void;
  /** Never handed over, or came back; a later confirm does not change that. */
  refuse(index: number, reason: string): void;
  confirm(frame: ConfirmFrame): void;
  reject(frame: ConfirmFrame): void;
  outstanding(): number;
  refused(): readonly Refused[];
}

export function awaitConfirms(firstTag: number): Confirms {
  const reasons = new Map<number, string>();
  const indexes: number[] = [];
  const settled: boolean[] = [];
  let lowest = 0;
  let outstanding = 0;

  function settle({ deliveryTag, multiple }: ConfirmFrame, visit?: (index: number) => void): void {
    const last = deliveryTag - firstTag;
    for (let place = multiple ? lowest : last; place <= last; place++) {
      const index = indexes[place];
      if (index === undefined || settled[place]) continue;
      settled[place] = true;
      outstanding -= 1;
      visit?.(index);
    }
    while (settled[lowest]) lowest += 1;
  }

  function refuse(index: number, reason: string): void {
    if (!reasons.has(index)) reasons.set(index, reason);
  }

  return {
    sent(index) {
      indexes.push(index);
      settled.push(false);
      outstanding += 1;
    },
    refuse,
    confirm: (frame) => settle(frame),
    reject: (frame) => settle(frame, (index) => refuse(index, "the broker refused it (nack)")),
    outstanding: () => outstanding,
    refused: () =>
      [...reasons].map(([index, reason]) => ({ index, reason })).sort((a, b) => a.index - b.index),
  };
}
