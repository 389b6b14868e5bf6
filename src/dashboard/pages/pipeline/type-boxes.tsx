import { useId } from "react";

interface TypeBoxesProps {
  readonly types: readonly string[];
  /** Empty: all of them. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly error?: string | null;
}

/** Event types to choose from, folded away: mostly all of them are wanted. */
export function TypeBoxes({ types, chosen, onChange, error = null }: TypeBoxesProps) {
  const id = useId();
  return (
    <details className="pipeline__types" open={error !== null || undefined}>
      <summary>Event types: {chosen.length === 0 ? "all" : `${chosen.length} of ${types.length}`}</summary>
      <fieldset aria-describedby={error === null ? undefined : id}>
        <legend className="visually-hidden">Event types; none chosen means all</legend>
        {types.map((type) => (
          <label key={type}>
            <input
              type="checkbox"
              checked={chosen.includes(type)}
              aria-invalid={error !== null || undefined}
              onChange={({ target: { checked } }) =>
                onChange(checked ? [...chosen, type] : chosen.filter((one) => one !== type))
              }
            />
            {type.replace(/Event$/, "")}
          </label>
        ))}
      </fieldset>
      {error !== null && (
        <p className="field__error" id={id}>
          {error}
        </p>
      )}
    </details>
  );
}
