import { useState } from "react";
import { Button } from "../../../ui/button.js";
import { Num } from "../../../ui/number.js";
import { Badge } from "../../../ui/status-badge.js";
import { duration } from "../../../ui/duration.js";
import { Figure, Figures } from "../../../ui/figures.js";
import { AttachDialog } from "./attach-dialog.js";
import { lagOf, type Sample } from "./samples.js";
import { stateOf } from "./sink-state.js";
import { Sparkline } from "./sparkline.js";
import type { Sink } from "./use-publisher.js";

interface SinkCardProps {
  readonly sink: Sink;
  readonly samples: readonly Sample[];
}

export function SinkCard({ sink, samples }: SinkCardProps) {
  const [attaching, setAttaching] = useState(false);
  const { name, state, position, lagEvents, lagMs, parked, lastError } = sink;
  const { tone, label, meaning } = stateOf(sink);
  return (
    <li className={`pipeline__sink pipeline__sink--${tone}`}>
      <div className="pipeline__sink-head">
        <h3>{name}</h3>
        <Badge tone={tone}>{label}</Badge>
      </div>
      <p className="muted">{meaning}</p>
      <Figures>
        <Figure name="Position">
          <Num value={Number(position)} />
        </Figure>
        <Figure name="Lag in events">
          <Num value={lagEvents} />
        </Figure>
        <Figure name="Lag in time">
          <span className="num">{duration(lagMs)}</span>
        </Figure>
        <Figure name="Parked">
          <Num value={parked} />
        </Figure>
      </Figures>
      <Sparkline points={lagOf(samples, name)} label={`Lag of ${name}`} />
      {lastError != null && (
        <p className="reason">
          <span className="muted">Last error, also when all is well now:</span> {lastError}
        </p>
      )}
      {state === "DETACHED" && <Button onClick={() => setAttaching(true)}>Attach {name}…</Button>}
      <AttachDialog sink={sink} open={attaching} onClose={() => setAttaching(false)} />
    </li>
  );
}
