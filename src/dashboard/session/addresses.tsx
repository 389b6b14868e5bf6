import { useServiceInfo } from "./service-info.js";

/** For whoever came to use the service by its interfaces. */
export function Addresses() {
  const { data: service } = useServiceInfo();
  const { origin } = window.location;
  return (
    <section className="addresses" aria-labelledby="addresses">
      <h2 id="addresses">Without the dashboard</h2>
      <dl>
        <dt>
          <code>/graphql</code>
        </dt>
        <dd>GraphQL over HTTP, and over WebSocket (graphql-transport-ws)</dd>
        <dt>
          <a href="/event-schemas">/event-schemas</a>, <a href="/asyncapi.json">/asyncapi.json</a>
        </dt>
        <dd>what events look like</dd>
        <dt>
          <a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a>
        </dt>
        <dd>the process is alive; what it needs is reachable</dd>
        <dt>
          <code>/metrics</code>
        </dt>
        <dd>for Prometheus</dd>
      </dl>
      <h2>A token on the command line</h2>
      {service?.issuer === "external" ? (
        <p>Tokens come from the identity provider that this service was set up with.</p>
      ) : (
        <Command label="A token on the command line" lines={[`TOKEN=$(npm run -s token -- admin)`]} />
      )}
      <Command
        label="A question on the command line"
        lines={[
          `curl -s ${origin}/graphql \\`,
          `  -H "authorization: Bearer $TOKEN" \\`,
          `  -H 'content-type: application/json' \\`,
          `  -d '{"query":"{ warehouses { code name } }"}'`,
        ]}
      />
    </section>
  );
}

/** Scrolls sideways where it is wider than the page, so the keyboard must reach it. */
function Command({ label, lines }: { label: string; lines: readonly string[] }) {
  return (
    <pre tabIndex={0} role="region" aria-label={label}>
      {lines.join("\n")}
    </pre>
  );
}
