import { Button } from "../ui/button.js";
import { Dialog } from "../ui/dialog.js";
import { useServiceInfo } from "./service-info.js";
import { session } from "./session.js";
import { TokenForm } from "./token-form.js";
import { useSession } from "./use-session.js";

/** Over whatever page is open, which stays as it is. */
export function RenewDialog() {
  const { ended } = useSession();
  // Known before it opens, so that the focus is given to the first of its fields.
  useServiceInfo();
  return (
    <Dialog
      title={ended === "withdrawn" ? "Your token is not accepted any more" : "Your token has expired"}
      open={ended !== null}
    >
      <p>Nothing on the page is lost: with a fresh token it goes on where it was.</p>
      <TokenForm />
      <Button onClick={() => session.signOut()}>Sign out</Button>
    </Dialog>
  );
}
