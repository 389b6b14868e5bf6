import type { FastifyInstance } from "fastify";

export function registerLandingPage(app: FastifyInstance, page: { readonly embeddedIssuer: boolean }): void {
  const html = render(page.embeddedIssuer);
  app.get("/", async (_request, reply) => {
    reply.type("text/html; charset=utf-8");
    // Nothing on the page is loaded from anywhere.
    reply.header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'");
    return html;
  });
}

function render(embeddedIssuer: boolean): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Stockfeed</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
pre { background: #f3f3f3; padding: 1rem; overflow-x: auto; }
td { padding-right: 2rem; vertical-align: top; }
@media (prefers-color-scheme: dark) { body { background: #181818; color: #ddd; } pre { background: #262626; } a { color: #8bf; } }
</style>
</head>
<body>
<h1>Stockfeed</h1>
<p>Inventory: batched availability, reservations that never oversell, and live stock feeds.</p>
<table>
<tr><td><code>/graphql</code></td><td>GraphQL over HTTP, and over WebSocket (graphql-transport-ws)</td></tr>
<tr><td><a href="/healthz"><code>/healthz</code></a></td><td>the process is alive</td></tr>
<tr><td><a href="/readyz"><code>/readyz</code></a></td><td>what it needs is reachable</td></tr>
<tr><td><a href="/event-schemas"><code>/event-schemas</code></a>, <a href="/asyncapi.json"><code>/asyncapi.json</code></a></td><td>what events look like</td></tr>
<tr><td><code>/metrics</code></td><td>for Prometheus</td></tr>
</table>
<h2>A token</h2>
${embeddedIssuer ? EMBEDDED : FOREIGN}
<h2>A question</h2>
<pre>curl -s localhost:4000/graphql -H "authorization: Bearer $TOKEN" \\
  -H 'content-type: application/json' \\
  -d '{"query":"{ inventory(first: 3) { edges { node { productVariantId availableQuantity } } } }"}'</pre>
</body>
</html>
`;
}

const EMBEDDED = `<p>This service issues its own, for development: <code>npm run -s token -- admin</code>, or</p>
<pre>curl -s localhost:4000/oauth/token -d grant_type=client_credentials -d client_id=admin</pre>
<p>Clients: <code>admin</code>, <code>order-service</code>, <code>product-service</code>, <code>storefront</code>.</p>`;

const FOREIGN = `<p>Tokens come from the identity provider that this service was set up with.</p>`;
