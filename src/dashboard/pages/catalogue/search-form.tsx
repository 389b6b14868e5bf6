import { useEffect, useEffectEvent, useState } from "react";
import { useApiQuery } from "../../api/use-api-query.js";
import { Field } from "../../ui/field.js";
import { Select } from "../../ui/select.js";
import { WAREHOUSES } from "./documents.js";
import { faultOf, type Search } from "./search.js";

interface SearchFormProps {
  readonly search: Search;
  readonly onChange: (search: Search) => void;
}

const TYPING_MS = 250;
const BY = [
  { value: "sku", label: "SKU prefix" },
  { value: "ids", label: "Variant ids" },
] as const;
const STATUSES = [
  { value: "", label: "Any" },
  { value: "IN_STOCK", label: "In stock" },
  { value: "LOW_STOCK", label: "Low" },
  { value: "OUT_OF_STOCK", label: "Out" },
  { value: "DISCONTINUED", label: "Discontinued" },
] as const;
const ORDERS = [
  { value: "PRODUCT_VARIANT_ID", label: "Variant id" },
  { value: "UPDATED_AT", label: "Latest change" },
  { value: "AVAILABLE", label: "Fewest available" },
] as const;

export function SearchForm({ search, onChange }: SearchFormProps) {
  const [text, setText] = useTyped(search.text, (typed) => onChange({ ...search, text: typed }));
  const change = (part: Partial<Search>) => onChange({ ...search, text, ...part });
  const { data } = useApiQuery(WAREHOUSES, {}, { staleTime: 60_000 });
  const warehouses = (data?.warehouses ?? []).map(({ code, name }) => ({ value: code, label: name }));
  const isIds = search.by === "ids";
  return (
    <form
      className="catalogue__search"
      role="search"
      aria-label="Catalogue"
      onSubmit={(event) => {
        event.preventDefault();
        change({});
      }}
    >
      <Select
        label="Search by"
        value={search.by}
        onChange={(by) => {
          setText("");
          change({ by, text: "" });
        }}
        options={BY}
      />
      <Field
        label={isIds ? "Variant ids" : "SKU begins with"}
        placeholder={isIds ? "mug-blue, lamp-oak" : "TS-"}
        value={text}
        onChange={setText}
        error={faultOf({ ...search, text })}
        type="search"
        autoComplete="off"
        spellCheck={false}
      />
      <Select
        label="Status"
        value={search.status}
        onChange={(status) => change({ status })}
        options={STATUSES}
      />
      <Select
        label="Warehouse"
        value={search.warehouse}
        onChange={(warehouse) => change({ warehouse })}
        options={[{ value: "", label: "Any" }, ...warehouses]}
      />
      <Select label="Order" value={search.order} onChange={(order) => change({ order })} options={ORDERS} />
    </form>
  );
}

/** Text that counts once nobody has typed for a moment, and follows what it is set to elsewhere. */
function useTyped(settled: string, settle: (text: string) => void) {
  const [text, setText] = useState(settled);
  const [known, setKnown] = useState(settled);
  const [own, setOwn] = useState(settled);
  if (known !== settled) {
    setKnown(settled);
    // What was typed here comes back later, when more may have been typed.
    if (settled !== own) setText(settled);
  }
  const send = useEffectEvent((typed: string) => {
    setOwn(typed);
    settle(typed);
  });
  useEffect(() => {
    if (text === settled) return;
    const timer = setTimeout(() => send(text), TYPING_MS);
    return () => clearTimeout(timer);
    // Not by every render: the page is rendered with each change of the stock.
  }, [text, settled]);
  return [text, setText] as const;
}
