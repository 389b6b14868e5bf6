import { useApiQuery } from "../../api/use-api-query.js";
import { Select } from "../../ui/select.js";
import { WAREHOUSES } from "../catalogue/documents.js";
import type { Choice } from "./choice.js";

interface FilterProps {
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
}

const STATUSES = [
  { value: "", label: "Low and out" },
  { value: "OUT_OF_STOCK", label: "Out" },
  { value: "LOW_STOCK", label: "Low" },
] as const;

export function Filter({ choice, onChange }: FilterProps) {
  const { data } = useApiQuery(WAREHOUSES, {}, { staleTime: 60_000 });
  const warehouses = (data?.warehouses ?? []).map(({ code, name }) => ({ value: code, label: name }));
  return (
    <div className="low-stock__filter" role="search" aria-label="Low stock">
      <Select
        label="Warehouse"
        value={choice.warehouse}
        onChange={(warehouse) => onChange({ ...choice, warehouse })}
        options={[{ value: "", label: "Any" }, ...warehouses]}
      />
      <Select
        label="Status"
        value={choice.status}
        onChange={(status) => onChange({ ...choice, status })}
        options={STATUSES}
      />
    </div>
  );
}
