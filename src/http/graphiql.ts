import type { FastifyInstance } from "fastify";
import { servePage } from "./page.js";

// The one style that it writes into the page, which keeps it from scrolling behind a dialog.
const NO_SCROLLING = "'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='";

/** GraphiQL, for whoever writes operations; what it asks needs a token, the page needs none. */
export function registerGraphiql(app: FastifyInstance): void {
  const policy = { "style-src": `'self' ${NO_SCROLLING}` };
  app.register((scope) =>
    servePage(scope, { url: "/graphiql", folder: "graphiql", files: "graphiql", policy }),
  );
}
