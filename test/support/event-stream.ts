import { request, type ClientRequest, type IncomingHttpHeaders } from "node:http";

export interface StreamEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

/** One answer of /graphql/stream, as it comes over the wire. */
export interface RawStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly events: readonly StreamEvent[];
  /** Of its events. */
  readonly ids: readonly string[];
  /** Everything that has come. */
  text(): string;
  /** How it ended, once it has: with its end, or cut off. */
  readonly ended: Promise<"ended" | "cut off">;
  pause(): void;
  read(): void;
  leave(): void;
}

export interface StreamRequest {
  readonly token?: string;
  readonly query?: string;
  readonly variables?: object;
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly path?: string;
  /** In place of query and variables. */
  readonly body?: string;
}

/** @param url of the node. */
export function openRawStream(url: string, options: StreamRequest): Promise<RawStream> {
  const { token, query, variables, method = "POST", path = "/graphql/stream" } = options;
  const headers = {
    accept: "text/event-stream",
    ...(method === "POST" ? { "content-type": "application/json" } : {}),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...options.headers,
  };
  return new Promise((resolve, reject) => {
    const sending: ClientRequest = request(url + path, { method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      const ended = new Promise<"ended" | "cut off">((settle) => {
        response.on("close", () => settle(response.complete ? "ended" : "cut off"));
      });
      response.on("error", () => undefined);
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        get events() {
          return eventsOf(text);
        },
        get ids() {
          return [...text.matchAll(/^id: (\d+)\n.*\n\n/gm)].map(([, id]) => id as string);
        },
        text: () => text,
        ended,
        pause: () => void response.pause(),
        read: () => void response.resume(),
        leave: () => sending.destroy(),
      });
    });
    sending.on("error", reject);
    sending.end(method === "POST" ? (options.body ?? JSON.stringify({ query, variables })) : undefined);
  });
}

function eventsOf(text: string): StreamEvent[] {
  const whole = text.slice(0, text.lastIndexOf("\n\n") + 2);
  return whole.split("\n\n").flatMap((block) => {
    const fields = new Map(
      block.split("\n").flatMap((line): [string, string][] => {
        const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
        return name === undefined ? [] : [[name, value as string]];
      }),
    );
    const event = fields.get("event");
    return event === undefined ? [] : [{ event, id: fields.get("id"), data: fields.get("data") ?? "" }];
  });
}
