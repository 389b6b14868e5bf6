import { Link } from "react-router";
import { Page } from "../ui/page.js";

export function NotFoundPage() {
  return (
    <Page title="No such page">
      <p>
        Nothing is at this address. The <Link to="/catalogue">catalogue</Link> has every item.
      </p>
    </Page>
  );
}
