import { useState, type FormEvent } from "react";
import { Button } from "../ui/button.js";
import { Field } from "../ui/field.js";
import { ErrorNote } from "../ui/notes.js";
import { Select } from "../ui/select.js";
import { fetchToken, useServiceInfo } from "./service-info.js";
import { session } from "./session.js";
import { useSession } from "./use-session.js";

const ROLES = ["admin", "order-service", "product-service", "storefront"];

/** Signs in, or signs in anew: by a token from this service's own issuer, or by one that is pasted. */
export function TokenForm() {
  const { data: service } = useServiceInfo();
  return (
    <>
      {service?.issuesHere && <IssuedToken />}
      <PastedToken primary={service !== undefined && !service.issuesHere} />
    </>
  );
}

function IssuedToken() {
  const { identity } = useSession();
  // Anew as before: the embedded issuer names its subjects by their roles.
  const [role, setRole] = useState(ROLES.find((name) => name === identity?.subject) ?? "admin");
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    setPending(true);
    try {
      setError(session.signIn(await fetchToken(role)));
    } catch (cause) {
      setError(cause instanceof Error ? cause.message : String(cause));
    } finally {
      setPending(false);
    }
  };
  return (
    <form className="sign-in__issued" onSubmit={(event) => void signIn(event)}>
      {error !== null && <ErrorNote error={error} />}
      <Select label="Role" value={role} onChange={setRole} options={ROLES} />
      <Button kind="primary" type="submit" pending={pending}>
        Sign in with a development token
      </Button>
      <p className="muted">This service issues its own tokens, for development. They last an hour.</p>
    </form>
  );
}

function PastedToken({ primary }: { primary: boolean }) {
  const [token, setToken] = useState("");
  const [error, setError] = useState<string | null>(null);
  const signIn = (event: FormEvent) => {
    event.preventDefault();
    setError(session.signIn(token));
  };
  return (
    <form className="sign-in__pasted" onSubmit={signIn}>
      <Field
        label="Access token"
        hint="A JWT with the scope inventory:read. It stays in this tab."
        value={token}
        onChange={setToken}
        error={error}
        rows={3}
        autoComplete="off"
        spellCheck={false}
      />
      <Button kind={primary ? "primary" : "plain"} type="submit">
        Sign in with this token
      </Button>
    </form>
  );
}
