import { Badge } from "../../../ui/status-badge.js";
import type { Finding } from "./findings.js";

/** Heard when it changes: whoever watches need not look. */
export function Verdict({ findings }: { findings: readonly Finding[] }) {
  return (
    <div className="pipeline__verdict" role="status" aria-label="State of the pipeline">
      {findings.map(({ tone, label, text }) => (
        <p key={label + text}>
          <Badge tone={tone}>{label}</Badge> {text}
        </p>
      ))}
    </div>
  );
}
