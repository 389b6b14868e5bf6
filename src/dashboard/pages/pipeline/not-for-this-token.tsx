import { Note } from "../../ui/notes.js";
import { Page } from "../../ui/page.js";

/** Why there is nothing to see: the pipeline has the events of everything, and is for admins. */
export function NotForThisToken({ warehouses }: { warehouses: readonly string[] | null }) {
  return (
    <Page title="Pipeline">
      <Note>
        <p>
          <strong>Your token does not reach the event pipeline.</strong>
        </p>
        {warehouses === null ? (
          <p>
            It takes the right <code>inventory:admin</code>, which yours is without. Sign in with another
            token, or ask whoever issues them.
          </p>
        ) : (
          <p>
            Events are those of all warehouses, and yours is confined to {warehouses.join(", ") || "none"}.
            Sign in with a token that is not.
          </p>
        )}
      </Note>
    </Page>
  );
}
