import { Field } from "../../../ui/field.js";
import { Select } from "../../../ui/select.js";
import type { Draft } from "./draft.js";

interface RangeFieldsProps {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
  readonly errorAt: (field: "afterPosition" | "since" | "untilPosition") => string | null;
  readonly headPosition: string | null;
}

const FROM = [
  { value: "OLDEST", label: "The oldest event that is kept" },
  { value: "POSITION", label: "A position" },
  { value: "TIME", label: "A moment" },
] as const;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Where in the feed it begins and ends. */
export function RangeFields({ draft, onChange, errorAt, headPosition }: RangeFieldsProps) {
  return (
    <>
      <Select label="From" value={draft.from} onChange={(from) => onChange({ from })} options={FROM} />
      {draft.from === "POSITION" && (
        <Field
          label="After position"
          hint="Not included."
          inputMode="numeric"
          value={draft.afterPosition}
          onChange={(afterPosition) => onChange({ afterPosition })}
          error={errorAt("afterPosition")}
          autoComplete="off"
        />
      )}
      {draft.from === "TIME" && (
        <Field
          label="Since"
          hint={`In your own time zone, ${zone}.`}
          type="datetime-local"
          value={draft.since}
          onChange={(since) => onChange({ since })}
          error={errorAt("since")}
        />
      )}
      <Field
        label="Until position"
        hint={`Included; empty: the newest${headPosition === null ? "" : `, now ${headPosition}`}.`}
        inputMode="numeric"
        value={draft.untilPosition}
        onChange={(untilPosition) => onChange({ untilPosition })}
        error={errorAt("untilPosition")}
        autoComplete="off"
      />
    </>
  );
}
