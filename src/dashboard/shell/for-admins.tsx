import type { ReactNode } from "react";
import { useMay, useSession } from "../session/use-session.js";
import { Note } from "../ui/notes.js";
import { Page } from "../ui/page.js";

interface ForAdminsProps {
  readonly title: string;
  /** What the token does not reach. */
  readonly what: string;
  /** Of what there are those of all warehouses: `Events`. */
  readonly things: string;
  readonly children: ReactNode;
}

/** What is of everything is for admins of everything; who is not is told why there is nothing to see. */
export function ForAdmins({ title, what, things, children }: ForAdminsProps) {
  const mayAdminister = useMay("inventory:admin");
  const warehouses = useSession().identity?.warehouses ?? null;
  if (mayAdminister && warehouses === null) return children;
  return (
    <Page title={title}>
      <Note>
        <p>
          <strong>Your token does not reach {what}.</strong>
        </p>
        {warehouses === null ? (
          <p>
            It takes the right <code>inventory:admin</code>, which yours is without. Sign in with another
            token, or ask whoever issues them.
          </p>
        ) : (
          <p>
            {things} are those of all warehouses, and yours is confined to {warehouses.join(", ") || "none"}.
            Sign in with a token that is not.
          </p>
        )}
      </Note>
    </Page>
  );
}
