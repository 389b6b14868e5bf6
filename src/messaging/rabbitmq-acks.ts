import type { Channel, ConsumeMessage } from "amqplib";

/** Tells the broker what has come to its end. */
export interface Acks {
  /** In the order of the deliveries; what is not ended stays the broker's. */
  delivered(message: ConsumeMessage): void;
  ended(message: ConsumeMessage): void;
  /** At once, rather than at the end of the turn. */
  flush(): void;
}

/**
 * What ends in one turn, as all messages of a group commit do, is told together: one acknowledgement for all up to the
 * oldest that is still under way, one each for those behind it.
 */
export function collectAcks(channel: Pick<Channel, "ack">, onError: (error: Error) => void): Acks {
  /** Delivery tags, ascending. */
  const open = new Set<number>();
  let ended: ConsumeMessage[] = [];

  function flush(): void {
    const [oldest = Infinity] = open;
    const isBefore = ({ fields }: ConsumeMessage) => fields.deliveryTag < oldest;
    const before = ended.filter(isBefore);
    const behind = ended.filter((message) => !isBefore(message));
    ended = [];
    try {
      if (before.length > 0) channel.ack(newestOf(before), true);
      for (const message of behind) channel.ack(message);
    } catch (error) {
      onError(error as Error);
    }
  }

  return {
    delivered: ({ fields }) => void open.add(fields.deliveryTag),
    ended(message) {
      open.delete(message.fields.deliveryTag);
      if (ended.push(message) === 1) setImmediate(flush);
    },
    flush,
  };
}

function newestOf(messages: readonly ConsumeMessage[]): ConsumeMessage {
  return messages.reduce((a, b) => (a.fields.deliveryTag > b.fields.deliveryTag ? a : b));
}
