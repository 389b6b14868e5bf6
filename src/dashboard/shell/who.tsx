import { session } from "../session/session.js";
import { useSession } from "../session/use-session.js";
import { Button } from "../ui/button.js";

export function Who() {
  const { identity } = useSession();
  if (!identity) return null;
  const { subject, scopes, warehouses, expiresAt } = identity;
  const rights = [...scopes].map((scope) => scope.replace("inventory:", "")).join(", ") || "nothing";
  return (
    <div className="who">
      <span
        className="who__name"
        title={[
          `May: ${rights}`,
          ...(warehouses ? [`Warehouses: ${warehouses.join(", ")}`] : []),
          ...(Number.isFinite(expiresAt) ? [`Until ${new Date(expiresAt).toLocaleString()}`] : []),
        ].join("\n")}
      >
        <span className="visually-hidden">Signed in as </span>
        {subject}
      </span>
      <Button kind="quiet" onClick={() => session.signOut()}>
        Sign out
      </Button>
    </div>
  );
}
