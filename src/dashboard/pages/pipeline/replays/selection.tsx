import { Num } from "../../../ui/number.js";
import { Time } from "../../../ui/time.js";
import type { Replay } from "./use-replays.js";

/** Which events a replay sends, in words. */
export function Selection({ replay }: { replay: Replay }) {
  const { afterPosition, untilPosition, since, types, productVariantIds, eventsPerSecond } = replay;
  return (
    <>
      Positions <Num value={Number(afterPosition) + 1} /> to <Num value={Number(untilPosition)} />
      {since != null && (
        <>
          , since <Time value={since} />
        </>
      )}
      {types && `, of ${types.join(", ")}`}
      {productVariantIds && `, of the variants ${productVariantIds.join(", ")}`}, at most{" "}
      <Num value={eventsPerSecond} /> a second
    </>
  );
}
