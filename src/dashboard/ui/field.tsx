import { useId, type HTMLInputTypeAttribute } from "react";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  /** null: nothing is wrong with it. */
  readonly error?: string | null;
  readonly type?: HTMLInputTypeAttribute;
  /** More than one: a text area. */
  readonly rows?: number;
  readonly inputMode?: "text" | "numeric" | "search";
  readonly autoComplete?: string;
  readonly placeholder?: string;
  readonly spellCheck?: boolean;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly maxLength?: number;
}

/** A label, an input, and what is wrong with what is in it. */
export function Field({ label, hint, error = null, onChange, rows = 1, ...rest }: FieldProps) {
  const id = useId();
  const describedBy = [hint !== undefined && `${id}-hint`, error !== null && `${id}-error`].filter(Boolean);
  const props = {
    ...rest,
    id,
    className: "field__input",
    "aria-invalid": error !== null || undefined,
    "aria-describedby": describedBy.join(" ") || undefined,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {rows > 1 ? (
        <textarea {...props} rows={rows} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...props} onChange={(event) => onChange(event.target.value)} />
      )}
      {hint !== undefined && (
        <p className="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error !== null && (
        <p className="field__error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
