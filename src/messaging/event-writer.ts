import type { FeedEvent } from "../domain/events.js";
import { tellings, type Dialect } from "./dialects.js";
import { toMessage, withHeaders, type EventMessage } from "./event-message.js";
import { SIGNATURE_HEADER, type Signer } from "./signer.js";

/** An event's messages in their order, or why it cannot be put into any. */
export type Written = { readonly messages: readonly EventMessage[] } | { readonly fault: string };

/** Puts events into messages; one that cannot be is no other one's fault. */
export type EventWriter = (
  events: readonly FeedEvent[],
  dialects: readonly Dialect[],
) => Promise<readonly Written[]>;

/** @param signer null: messages are not signed. */
export function createEventWriter(signer: Signer | null): EventWriter {
  async function sign(written: Written): Promise<Written> {
    if (!signer || "fault" in written) return written;
    return {
      messages: await Promise.all(
        written.messages.map(async (message) =>
          withHeaders(message, { [SIGNATURE_HEADER]: await signer.sign(message.content) }),
        ),
      ),
    };
  }
  return async (events, dialects) => {
    const written = events.map((event) => write(event, dialects));
    return signer ? Promise.all(written.map(sign)) : written;
  };
}

function write(event: FeedEvent, dialects: readonly Dialect[]): Written {
  try {
    return { messages: tellings(event, dialects).map((telling) => toMessage(event, telling)) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
