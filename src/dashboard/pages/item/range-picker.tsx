import { useId } from "react";
import { RANGE_NAMES, RANGES, type RangeName } from "./ranges.js";

interface RangePickerProps {
  readonly value: RangeName;
  readonly onChange: (range: RangeName) => void;
}

export function RangePicker({ value, onChange }: RangePickerProps) {
  const name = useId();
  return (
    <fieldset className="item-ranges">
      <legend className="visually-hidden">Time range</legend>
      {RANGE_NAMES.map((range) => (
        <label key={range}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            value={range}
            checked={range === value}
            onChange={() => onChange(range)}
          />
          <span>{RANGES[range].label}</span>
        </label>
      ))}
    </fieldset>
  );
}
