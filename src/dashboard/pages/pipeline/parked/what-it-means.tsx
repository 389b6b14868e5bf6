import type { How } from "./settling.js";
import type { FailedEvent } from "./without.js";

const whole = new Intl.NumberFormat();

export function WhatItMeans({ how, failed: { sink, heldBehind } }: { how: How; failed: FailedEvent }) {
  const held =
    heldBehind === 1 ? "The later event that is" : `The ${whole.format(heldBehind)} later events that are`;
  if (how === "retry") {
    return (
      <>
        <p>
          {sink} is given the event again at once, with all its attempts before it. Mend what refused it
          first; else it is parked again.
        </p>
        {heldBehind > 0 && <p>{held} held behind it follow in their order once it was taken.</p>}
      </>
    );
  }
  return (
    <>
      <p>
        <strong>The event is given up for good.</strong> {sink} never gets it, and its consumers must do
        without it. This cannot be taken back.
      </p>
      {heldBehind > 0 && <p>{held} held behind it go on without it.</p>}
    </>
  );
}
