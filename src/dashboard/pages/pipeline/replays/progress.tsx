import { useId } from "react";
import { Num } from "../../../ui/number.js";
import { duration } from "../../../ui/duration.js";
import { paceOf, type Sent } from "./pace.js";
import type { Replay } from "./use-replays.js";

/** How much was sent, and how fast, and for how long that will go on. */
export function Progress({ replay, samples }: { replay: Replay; samples: readonly Sent[] }) {
  const id = useId();
  const { queue, state, sent, total } = replay;
  const pace = state === "RUNNING" ? paceOf(samples, total) : null;
  return (
    <div className="pipeline__progress">
      {/* The element has the role by itself, and tells its value as a share. */}
      <progress
        aria-label={`Progress of the replay to ${queue}`}
        aria-describedby={id}
        max={total}
        value={sent}
      />
      <p id={id} className="num">
        <Num value={sent} /> of <Num value={total} /> events
        {state === "RUNNING" && !pace && ", measuring its pace"}
        {pace && (
          <>
            , <Num value={Math.round(pace.eventsPerSecond)} /> a second,{" "}
            {pace.left === null ? "standing still" : `${duration(Math.max(1_000, pace.left))} left`}
          </>
        )}
      </p>
    </div>
  );
}
