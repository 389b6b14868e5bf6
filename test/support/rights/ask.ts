import { openRawSocket } from "../raw-socket.js";
import { eventually } from "../eventually.js";
import type { RouteRequest } from "./routes.js";

/** How a call was answered; "absent": by no route at all. */
export interface Answer {
  readonly verdict: "allowed" | "UNAUTHENTICATED" | "FORBIDDEN" | "absent" | "broken";
  readonly text: string;
}

interface Asked {
  readonly url: string;
  readonly token: string | undefined;
}

const withToken = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

export async function askGraphql({ url, token }: Asked, query: string): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...withToken(token) },
    body: JSON.stringify({ query }),
  });
  return judge(await response.text());
}

/** Several operations at once on one socket, each by its own first message. Nothing of one that was not let in. */
export async function askSocket({ url, token }: Asked, queries: readonly string[]): Promise<Answer[]> {
  const socket = openRawSocket(url, token);
  queries.forEach((query, id) => socket.send({ id: String(id), type: "subscribe", payload: { query } }));
  const first = (id: number) =>
    (socket.received as { id?: string; type: string }[]).find((message) => message.id === String(id));
  let refused: number | undefined;
  void socket.closed.then((code) => (refused = code));
  await eventually(() => {
    if (refused === undefined && !queries.every((_, id) => first(id)))
      throw new Error("not all were answered");
  });
  if (refused === undefined) {
    socket.close();
    return queries.map((_, id) => judge(JSON.stringify(first(id))));
  }
  const verdict =
    [4401, 4403].includes(refused) && socket.received.length === 0 ? "UNAUTHENTICATED" : "broken";
  return queries.map(() => ({ verdict, text: `closed with ${refused}` }));
}

/** All that comes of a subscription until its text has what is waited for. */
export async function listen({ url, token }: Asked, query: string, until: string): Promise<string> {
  const socket = openRawSocket(url, token);
  socket.send({ id: "1", type: "subscribe", payload: { query } });
  const text = () => JSON.stringify(socket.received);
  await eventually(() => {
    if (!text().includes(until)) throw new Error(`no ${until} in ${text()}`);
  });
  socket.close();
  return text();
}

export async function askRoute({ url, token }: Asked, route: string, request: RouteRequest): Promise<Answer> {
  const response = await fetch(url + request.path, {
    method: route.split(" ")[0] as string,
    headers: {
      ...withToken(token),
      ...(request.body !== undefined && { "content-type": "application/json" }),
      // A page of another site could not send it.
      "apollo-require-preflight": "true",
    },
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
  });
  const text = await response.text();
  const { status } = response;
  if (status === 404 && text.includes("Nothing is at this address")) return { verdict: "absent", text };
  if (status >= 500) return { verdict: "broken", text };
  const { verdict } = judge(text);
  // The status and the code have to say the same.
  if (status === 401 || status === 403) {
    const said = status === 401 ? "UNAUTHENTICATED" : "FORBIDDEN";
    const challenge = response.headers.get("www-authenticate") ?? "";
    const isWhole = verdict === said && (status === 403 || challenge.startsWith("Bearer"));
    return { verdict: isWhole ? said : "broken", text: `${status} ${challenge} ${text}` };
  }
  // Pages and specifications have these words in their text.
  return { verdict: route.includes("/graphql") ? verdict : "allowed", text };
}

/** A document that is not of the schema would be refused to everybody: it shows nothing. */
const BROKEN = /INTERNAL_SERVER_ERROR|GRAPHQL_\w+_FAILED|BAD_USER_INPUT/;

function judge(text: string): Answer {
  if (BROKEN.test(text)) return { verdict: "broken", text };
  const [code] = /UNAUTHENTICATED|FORBIDDEN/.exec(text) ?? [];
  return { verdict: code === undefined ? "allowed" : (code as "FORBIDDEN"), text };
}
