import { Button } from "../../../ui/button.js";
import { Num } from "../../../ui/number.js";
import { Time } from "../../../ui/time.js";
import { AggregateLink } from "../aggregate-link.js";
import { Figure, Figures } from "../../../ui/figures.js";
import { Payload } from "../payload.js";
import type { How } from "./settling.js";
import type { FailedEvent } from "./without.js";

interface ParkedEventProps {
  readonly failed: FailedEvent;
  readonly onSettle: (how: How) => void;
}

export function ParkedEvent({ failed, onSettle }: ParkedEventProps) {
  const { sink, event, attempts, lastError, parkedAt, heldBehind } = failed;
  const name = `${event.eventType} of ${event.aggregateId}`;
  return (
    <li className="rows__row" aria-label={name}>
      <div className="rows__head">
        <h3>
          {event.eventType} <span className="muted">of</span> <AggregateLink event={event} />
        </h3>
        <div className="buttons">
          <Button aria-label={`Retry ${name}`} onClick={() => onSettle("retry")}>
            Retry…
          </Button>
          <Button kind="danger" aria-label={`Resolve ${name}`} onClick={() => onSettle("resolve")}>
            Resolve…
          </Button>
        </div>
      </div>
      <p className="reason">{lastError}</p>
      <Figures>
        <Figure name="Sink">{sink}</Figure>
        <Figure name="Parked">
          <Time value={parkedAt} />
        </Figure>
        <Figure name="Attempts">
          <Num value={attempts} />
        </Figure>
        <Figure name="Held behind it">
          <Num value={heldBehind} />
        </Figure>
        <Figure name="Position">
          <Num value={Number(event.position)} />
        </Figure>
        <Figure name="Occurred">
          <Time value={event.occurredAt} />
        </Figure>
      </Figures>
      <Payload event={event} />
    </li>
  );
}
