import { ForAdmins } from "../../shell/for-admins.js";
import { Page } from "../../ui/page.js";
import { DeadLetters } from "./dead-letters/dead-letters.js";
import { EventTail } from "./tail/event-tail.js";
import { ParkedEvents } from "./parked/parked-events.js";
import { Replays } from "./replays/replays.js";
import { Delivery } from "./status/delivery.js";
import { Updated } from "./status/updated.js";
import { usePublisher } from "./status/use-publisher.js";
import "./pipeline.css";

export function PipelinePage() {
  return (
    <ForAdmins title="Pipeline" what="the event pipeline" things="Events">
      <Pipeline />
    </ForAdmins>
  );
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
