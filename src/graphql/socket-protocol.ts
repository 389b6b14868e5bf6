import type { IncomingMessage } from "node:http";
import { GraphQLError } from "graphql";
import { CloseCode, makeServer, MessageType, type ServerOptions } from "graphql-ws";
import type { Extra } from "graphql-ws/use/ws";
import type { WebSocket } from "ws";
import { writeFew } from "../lib/few-a-minute.js";
import type { Logger } from "../lib/logger.js";
import type { ErrorFormat } from "./error-format.js";
import { asciiJson } from "./live/ascii-json.js";
import type { SocketExtra } from "./socket-admission.js";

/** Whoever breaks sockets needs no token to. */
const BROKEN_A_MINUTE = 30;

interface ProtocolOptions {
  readonly handlers: ServerOptions<Record<string, unknown>, Extra & Partial<SocketExtra>>;
  readonly format: ErrorFormat;
  readonly logger: Logger;
}

/**
 * Speaks graphql-transport-ws on a socket. In place of graphql-ws's own `useServer`, which writes
 * what one message threw to standard error, and closes the socket with all that goes on over it.
 */
export function createSocketProtocol({ handlers, format, logger }: ProtocolOptions) {
  const server = makeServer(handlers);
  const broke = writeFew(BROKEN_A_MINUTE, (line) => logger.warn(line, "A WebSocket broke"));
  return (client: WebSocket, request: IncomingMessage): void => {
    const tell = (message: object) => {
      if (client.readyState === client.OPEN) client.send(asciiJson(message));
    };
    const failed = (error: unknown, text: string) => {
      const id = subscribing(text);
      if (id === undefined) {
        logger.warn({ err: error }, "A message over WebSocket was no part of the protocol");
        client.close(CloseCode.BadRequest, "Invalid message received");
        return;
      }
      const originalError = error instanceof Error ? error : new Error(String(error));
      // It is logged thereby.
      const payload = format([new GraphQLError(originalError.message, { originalError })]);
      tell({ id, type: MessageType.Error, payload });
    };
    const closed = server.opened(
      {
        protocol: client.protocol,
        send: (text) =>
          new Promise((resolve) => {
            if (client.readyState !== client.OPEN) return resolve();
            // Of one that has left meanwhile: its close tells.
            client.send(text, () => resolve());
          }),
        close: (code, reason) => client.close(code, reason),
        onMessage(take) {
          client.on("message", (data: Buffer) => {
            const text = data.toString();
            take(text).catch((error: unknown) => failed(error, text));
          });
        },
      },
      { socket: client, request },
    );
    // Of a frame that is too large or malformed: ws closes the socket with the right code.
    client.on("error", ({ message: reason }) => broke({ reason }));
    client.once("close", (code, reason) => {
      closed(code, String(reason)).catch((error: unknown) =>
        logger.error({ err: error }, "What a WebSocket left could not be ended"),
      );
    });
  };
}

/** The id that a message begins an operation under; undefined: it is no such message. */
function subscribing(text: string): string | undefined {
  const message = JSON.parse(text) as { readonly type?: unknown; readonly id?: unknown };
  return message.type === MessageType.Subscribe ? String(message.id) : undefined;
}
