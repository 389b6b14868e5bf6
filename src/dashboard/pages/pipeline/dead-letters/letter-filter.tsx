import { useState } from "react";
import { Button } from "../../../ui/button.js";
import { Field } from "../../../ui/field.js";
import { Select } from "../../../ui/select.js";
import type { Choice } from "./deciding.js";

interface LetterFilterProps {
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
  /** null: there is nothing that could be redriven at once. */
  readonly onRedriveAll: (() => void) | null;
}

const SOURCES = [
  { value: "", label: "All" },
  { value: "order", label: "order" },
  { value: "product", label: "product" },
  { value: "payment", label: "payment" },
];

export function LetterFilter({ choice, onChange, onRedriveAll }: LetterFilterProps) {
  const [reason, setReason] = useState(choice.reason);
  return (
    <form
      className="pipeline__letters-filter"
      role="search"
      aria-label="Messages that could not be handled"
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ ...choice, reason });
      }}
    >
      <Select
        label="Source"
        value={choice.source}
        onChange={(source) => onChange({ source, reason })}
        options={SOURCES}
      />
      <Field
        label="Reason contains"
        value={reason}
        onChange={setReason}
        type="search"
        maxLength={500}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit">Filter</Button>
      <Button disabled={!onRedriveAll} onClick={() => onRedriveAll?.()}>
        Redrive all of a source…
      </Button>
    </form>
  );
}
