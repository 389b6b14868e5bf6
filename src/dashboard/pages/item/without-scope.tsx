import type { Scope } from "../../session/identity.js";

/** In place of what the token may not see: what it is, and what it takes. */
export function WithoutScope({ scope, children }: { scope: Scope; children: string }) {
  return (
    <p className="muted">
      To see {children} takes the scope <code>{scope}</code>, which your token does not have.
    </p>
  );
}
