import { useState, type ReactNode } from "react";
import { Num } from "../../ui/number.js";

interface FactProps {
  readonly name: string;
  readonly children: ReactNode;
}

/** A name and its value, of a dl. */
export function Fact({ name, children }: FactProps) {
  return (
    <div className="item-fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface LiveFactProps {
  readonly name: string;
  readonly value: number;
  readonly isMain?: boolean;
}

/** A number that flashes when it becomes another. */
export function LiveFact({ name, value, isMain = false }: LiveFactProps) {
  const [seen, setSeen] = useState({ value, changes: 0 });
  if (seen.value !== value) setSeen({ value, changes: seen.changes + 1 });
  const flash = seen.changes === 0 ? "" : seen.changes % 2 === 0 ? "flash-even" : "flash-odd";
  return (
    <div className={`item-fact item-fact--number ${isMain ? "item-fact--main" : ""}`}>
      <dt>{name}</dt>
      <dd className={flash}>
        <span>
          <Num value={value} />
        </span>
      </dd>
    </div>
  );
}
