import { useState } from "react";
import { Button } from "../../../ui/button.js";
import { Num } from "../../../ui/number.js";
import { Table, type Column } from "../../../ui/table.js";
import { AggregateLink } from "../aggregate-link.js";
import { EventData } from "../event-data.js";
import { Clock } from "./clock.js";
import type { TailEvent } from "./use-newest-events.js";

const COLUMNS: readonly Column<TailEvent>[] = [
  { key: "type", header: "Event", isRowHeader: true, cell: ({ eventType }) => shortName(eventType) },
  {
    key: "position",
    header: "Position",
    numeric: true,
    cell: ({ position }) => <Num value={Number(position)} />,
  },
  { key: "aggregate", header: "Of", cell: (event) => <AggregateLink event={event} /> },
  { key: "when", header: "Occurred", cell: ({ occurredAt }) => <Clock value={occurredAt} /> },
];

/** Its rows open: what an event says needs the whole width. */
export function EventTable({ events }: { events: readonly TailEvent[] }) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = ({ eventId }: TailEvent) => {
    setOpened((before) => {
      const after = new Set(before);
      if (!after.delete(eventId)) after.add(eventId);
      return after;
    });
  };
  const payload: Column<TailEvent> = {
    key: "payload",
    header: "Payload",
    cell: (event) => (
      <Button kind="quiet" aria-expanded={opened.has(event.eventId)} onClick={() => toggle(event)}>
        {opened.has(event.eventId) ? "Hide" : "Show"}
        <span className="visually-hidden">
          {" "}
          the payload of {shortName(event.eventType)} at {event.position}
        </span>
      </Button>
    ),
  };
  return (
    // Scrolls by itself, so the keyboard must reach it.
    <div className="pipeline__tail" tabIndex={0} role="region" aria-label="Newest events">
      <Table
        caption="Newest events, the newest first"
        columns={[...COLUMNS, payload]}
        rows={events}
        rowKey={({ eventId }) => eventId}
        detail={(event) => (opened.has(event.eventId) ? <EventData event={event} /> : null)}
      />
    </div>
  );
}

function shortName(eventType: string): string {
  return eventType.replace(/Event$/, "");
}
