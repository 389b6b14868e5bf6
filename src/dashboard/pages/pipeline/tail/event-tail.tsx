import { useState } from "react";
import { Panel } from "../../../ui/page.js";
import { useEventTypes } from "../event-types.js";
import { TypeBoxes } from "../type-boxes.js";
import { Tail } from "./tail.js";

/** The newest events as they happen, of some types or of all. */
export function EventTail() {
  const [types, setTypes] = useState<readonly string[]>([]);
  return (
    <Panel title="Newest events">
      <TypeBoxes types={useEventTypes()} chosen={types} onChange={setTypes} />
      {/* Other types are another list. */}
      <Tail key={types.join(" ")} types={types} />
    </Panel>
  );
}
