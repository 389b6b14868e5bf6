import type { StockStatus } from "../generated/graphql.js";

type Tone = "green" | "amber" | "red" | "grey";

interface BadgeProps {
  readonly tone: Tone;
  readonly children: string;
}

// A shape for each tone: a disc, a triangle, a cross, a bar. Nobody needs to see the colour.
const SHAPES: Readonly<Record<Tone, string>> = {
  green: "M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1z",
  amber: "M6 1 11.5 10.5H.5z",
  red: "M2.6 1.2 6 4.6l3.4-3.4 1.4 1.4L7.4 6l3.4 3.4-1.4 1.4L6 7.4l-3.4 3.4-1.4-1.4L4.6 6 1.2 2.6z",
  grey: "M1 5h10v2H1z",
};

export function Badge({ tone, children }: BadgeProps) {
  return (
    <span className={`badge badge--${tone}`}>
      <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true" focusable="false">
        <path d={SHAPES[tone]} fill="currentColor" />
      </svg>
      {children}
    </span>
  );
}

const STATUSES: Readonly<Record<StockStatus, { readonly tone: Tone; readonly label: string }>> = {
  IN_STOCK: { tone: "green", label: "In stock" },
  LOW_STOCK: { tone: "amber", label: "Low" },
  OUT_OF_STOCK: { tone: "red", label: "Out" },
  DISCONTINUED: { tone: "grey", label: "Discontinued" },
};

export function statusLabel(status: StockStatus): string {
  return STATUSES[status].label;
}

export function StatusBadge({ status }: { status: StockStatus }) {
  const { tone, label } = STATUSES[status];
  return <Badge tone={tone}>{label}</Badge>;
}
