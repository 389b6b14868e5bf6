import { ErrorNote } from "../../../ui/notes.js";
import { Num } from "../../../ui/number.js";
import { Panel } from "../../../ui/page.js";
import { Skeleton } from "../../../ui/skeleton.js";
import { Figure, Figures } from "../../../ui/figures.js";
import { SinkCard } from "./sink-card.js";
import type { usePublisher } from "./use-publisher.js";
import { Verdict } from "./verdict.js";
import { verdictOf } from "./findings.js";

/** The way of events: from the outbox to a position, and from there to each sink. */
export function Delivery({ publisher }: { publisher: ReturnType<typeof usePublisher> }) {
  const { data, error, refetch, samples } = publisher;
  const status = data?.eventPublisher;
  return (
    <Panel title="Delivery">
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!status && !error && <Skeleton label="Loading the state of the pipeline" lines={4} />}
      {status && (
        <>
          {/* What was well need not be so while nobody answers. */}
          {!error && <Verdict findings={verdictOf(status, samples)} />}
          <Figures>
            <Figure name="Head position">
              <Num value={Number(status.headPosition)} />
            </Figure>
            <Figure name="Pending in the outbox">
              <Num value={status.pending} />
            </Figure>
            <Figure name="Parked">
              <Num value={status.sinks.reduce((sum, { parked }) => sum + parked, 0)} />
            </Figure>
          </Figures>
          {status.sinks.length === 0 && <p className="muted">No sink is configured: nothing is delivered.</p>}
          <ul className="pipeline__sinks" aria-label="Sinks">
            {status.sinks.map((sink) => (
              <SinkCard key={sink.name} sink={sink} samples={samples} />
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
