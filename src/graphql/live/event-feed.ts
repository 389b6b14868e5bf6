import { eventTypes } from "../filters.js";
import type { EventFeedArgs } from "../inputs/event-inputs.js";
import { ofType } from "./index-keys.js";
import { Selection } from "./selection.js";

export function selectEvents({ args }: { readonly args: EventFeedArgs }): Selection {
  const types = eventTypes(args.types);
  const wanted = types && new Set<string>(types);
  const keys = types && types.map(ofType);
  return new Selection({
    ...{ kind: "events", after: args.after ?? null, conflate: false, keys: () => keys },
    match: ({ type }) => wanted?.has(type) ?? true,
    learn: () => undefined,
  });
}
