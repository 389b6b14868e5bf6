import type { FastifyInstance } from "fastify";

type Check = () => boolean | Promise<boolean>;

/** Each by the name it is reported under; a check that rejects, or takes long, has failed. */
export interface ReadinessChecks {
  /** Without these nothing can be answered: 503. */
  readonly required: Readonly<Record<string, Check>>;
  /** Without these less is done, or later: 200, degraded. */
  readonly optional: Readonly<Record<string, Check>>;
}

const PATIENCE_MS = 2_000;

export function registerHealth(app: FastifyInstance, { required, optional }: ReadinessChecks): void {
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    const [needed, others] = await Promise.all([run(required), run(optional)]);
    const status = !allUp(needed) ? "unavailable" : allUp(others) ? "ready" : "degraded";
    reply.code(status === "unavailable" ? 503 : 200);
    return { status, checks: { ...needed, ...others } };
  });
}

type States = Readonly<Record<string, "up" | "down">>;

async function run(checks: Readonly<Record<string, Check>>): Promise<States> {
  const states = Object.entries(checks).map(async ([name, check]) => [
    name,
    (await holds(check)) ? "up" : "down",
  ]);
  return Object.fromEntries(await Promise.all(states)) as States;
}

async function holds(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS, false)));
  try {
    return await Promise.race([check(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function allUp(states: States): boolean {
  return Object.values(states).every((state) => state === "up");
}
