import { useQueryClient } from "@tanstack/react-query";
import { apiKey, useApiQuery } from "../../../api/use-api-query.js";
import { useSubmission } from "../../../api/use-submission.js";
import { Button } from "../../../ui/button.js";
import { Dialog } from "../../../ui/dialog.js";
import { Form } from "../../../ui/form.js";
import { toast } from "../../../ui/toasts.js";
import { ATTACH_SINK, OLDEST_EVENT, PUBLISHER } from "./documents.js";
import type { Sink } from "./use-publisher.js";

interface AttachDialogProps {
  readonly sink: Sink;
  readonly open: boolean;
  readonly onClose: () => void;
}

const whole = new Intl.NumberFormat();

/** Says what a detached sink will get and what it never will, before it goes on. */
export function AttachDialog({ sink, open, onClose }: AttachDialogProps) {
  const queries = useQueryClient();
  const { name, position, lagEvents } = sink;
  const { data } = useApiQuery(OLDEST_EVENT, {}, { enabled: open });
  const attach = useSubmission(ATTACH_SINK, {
    payload: ({ attachSink }) => attachSink,
    onDone({ missedEvents }) {
      toast(
        missedEvents > 0
          ? `${name} goes on without ${count(missedEvents)}.`
          : `${name} goes on where it was.`,
      );
      void queries.invalidateQueries({ queryKey: apiKey(PUBLISHER) });
      onClose();
    },
  });
  const oldest = data?.events[0]?.position;
  const missed = oldest === undefined ? 0 : Math.max(0, Number(oldest) - 1 - Number(position));
  return (
    <Dialog title={`Attach ${name}`} open={open} onClose={onClose}>
      <Form label={`Attach ${name}`} submission={attach} variables={() => ({ sink: name })}>
        <p>
          It stands at position {whole.format(Number(position))}, {count(lagEvents)} behind the head.{" "}
          {lagEvents > missed && `${count(lagEvents - missed)} will be delivered to it, in order.`}
        </p>
        {missed > 0 ? (
          <p className="pipeline__warning">
            <strong>{count(missed)} it will never get:</strong> the feed does not have them any more. Its
            consumers must read their state anew.
          </p>
        ) : (
          data && <p>The feed still has all of them: nothing is lost.</p>
        )}
        <p className="muted">Mend its other side first, or it will be detached again.</p>
        <div className="dialog__actions">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" kind="primary" pending={attach.pending}>
            Attach
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

function count(events: number): string {
  return events === 1 ? "1 event" : `${whole.format(events)} events`;
}
