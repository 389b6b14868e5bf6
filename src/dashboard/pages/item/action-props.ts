import type { ItemFieldsFragment } from "../../generated/graphql.js";

/** What every form of the page is handed. */
export interface ActionProps {
  /** As it is now; it changes under an open form. */
  readonly item: ItemFieldsFragment;
  /** The item as a command has left it. */
  readonly onItem: (item: ItemFieldsFragment) => void;
  /** What the page shows is not what there is: read it again. */
  readonly onStale: () => void;
  readonly onClose: () => void;
}
