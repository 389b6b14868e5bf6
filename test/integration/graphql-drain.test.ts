/** @needs postgres */
import { Agent, request } from "node:http";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { eventually } from "../support/eventually.js";
import { openGraphqlNode, type GraphqlNode } from "../support/graphql-node.js";
import { freshDatabase, type FreshDatabase } from "../support/services.js";

const PATIENCE = { timeoutMs: 60_000 };

let database: FreshDatabase;
let node: GraphqlNode;
let token: string;

beforeAll(async () => {
  database = await freshDatabase();
  node = await openGraphqlNode(database.url);
  token = (await node.issuer.issue({ role: "admin" })).token;
});
afterAll(async () => {
  await node.close();
  await database.drop();
});

/** An answer's status, or the error's code. */
function ask(agent: Agent): Promise<number | string> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  return new Promise((resolve) => {
    const sending = request(`${node.url}/graphql`, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sending.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    sending.end('{"query":"{ feedPosition }"}');
  });
}

it("when it closes while 50 clients ask on kept connections, then no request goes unanswered", async () => {
  const answers = new Map<number | string, number>();
  const client = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let answer: number | string = 200; answer === 200;) {
      answer = await ask(agent);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
    agent.destroy();
  };
  const clients = Array.from({ length: 50 }, client);
  await eventually(() => expect(answers.get(200)).toBeGreaterThan(500), PATIENCE);
  await node.close();
  await Promise.all(clients);
  expect([...answers.keys()]).toEqual([200, "ECONNREFUSED"]);
  expect(answers.get("ECONNREFUSED")).toBe(50);
}, 120_000);
