export interface EventDataProps {
  readonly event: {
    readonly eventId: string;
    readonly eventType: string;
    readonly eventVersion: string;
    readonly correlationId: string;
    readonly data?: unknown;
  };
}

/** What an event says, with what it is looked up by. */
export function EventData({ event }: EventDataProps) {
  const { eventId, eventType, eventVersion, correlationId, data } = event;
  return (
    <div className="pipeline__data">
      <dl>
        <dt>Event id</dt>
        <dd>
          <code>{eventId}</code>
        </dd>
        <dt>Correlation id</dt>
        <dd>
          <code>{correlationId}</code>
        </dd>
        <dt>Version</dt>
        <dd>{eventVersion}</dd>
      </dl>
      {/* Scrolls where it is larger than its room, so the keyboard must reach it. */}
      <pre tabIndex={0} role="region" aria-label={`Data of ${eventType} ${eventId}`}>
        {JSON.stringify(data, null, 2)}
      </pre>
    </div>
  );
}
