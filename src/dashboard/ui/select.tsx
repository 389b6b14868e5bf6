import { useId } from "react";

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface SelectProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly options: readonly (Value | Option<Value>)[];
  readonly error?: string | null;
  readonly disabled?: boolean;
}

export function Select<Value extends string>({
  label,
  value,
  onChange,
  options,
  error = null,
  disabled = false,
}: SelectProps<Value>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="field__input"
        value={value}
        disabled={disabled}
        aria-invalid={error !== null || undefined}
        aria-describedby={error === null ? undefined : `${id}-error`}
        onChange={(event) => onChange(event.target.value as Value)}
      >
        {options.map((option) => {
          const { value: name, label: text } =
            typeof option === "string" ? { value: option, label: option } : option;
          return (
            <option key={name} value={name}>
              {text}
            </option>
          );
        })}
      </select>
      {error !== null && (
        <p className="field__error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
