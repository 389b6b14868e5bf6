import { useMay, useSession } from "../../session/use-session.js";
import { Page } from "../../ui/page.js";
import { DeadLetters } from "./dead-letters/dead-letters.js";
import { EventTail } from "./tail/event-tail.js";
import { NotForThisToken } from "./not-for-this-token.js";
import { ParkedEvents } from "./parked/parked-events.js";
import { Replays } from "./replays/replays.js";
import { Delivery } from "./status/delivery.js";
import { Updated } from "./status/updated.js";
import { usePublisher } from "./status/use-publisher.js";
import "./pipeline.css";

export function PipelinePage() {
  const mayAdminister = useMay("inventory:admin");
  const warehouses = useSession().identity?.warehouses ?? null;
  if (!mayAdminister || warehouses !== null) return <NotForThisToken warehouses={warehouses} />;
  return <Pipeline />;
}

function Pipeline() {
  const publisher = usePublisher();
  const { data, dataUpdatedAt, isError } = publisher;
  const status = data?.eventPublisher;
  return (
    <Page title="Pipeline" aside={status && <Updated at={dataUpdatedAt} isOld={isError} />}>
      <Delivery publisher={publisher} />
      <ParkedEvents sinks={status?.sinks ?? []} />
      <DeadLetters />
      <Replays headPosition={status?.headPosition ?? null} />
      <EventTail />
    </Page>
  );
}
