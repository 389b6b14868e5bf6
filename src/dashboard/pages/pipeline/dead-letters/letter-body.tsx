import { useState } from "react";
import { useApiQuery } from "../../../api/use-api-query.js";
import { ErrorNote } from "../../../ui/notes.js";
import { Skeleton } from "../../../ui/skeleton.js";
import { DEAD_LETTER_BODY } from "./documents.js";
import { nameOf, type DeadLetter } from "./without.js";

/** A person reads no more of it here. */
const SHOWN = 65_536;

/** What came in, as text, asked for when somebody opens it. */
export function LetterBody({ letter }: { letter: DeadLetter }) {
  const [isOpen, setOpen] = useState(false);
  const { data, error, refetch } = useApiQuery(
    DEAD_LETTER_BODY,
    { id: letter.id },
    { enabled: isOpen, staleTime: 60_000 },
  );
  const found = data?.deadLetter;
  return (
    <details
      className="pipeline__payload"
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        Body<span className="visually-hidden"> of {nameOf(letter)}</span>
      </summary>
      {isOpen && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {isOpen && !data && !error && <Skeleton label="Loading the body" lines={3} />}
      {isOpen && data && !found && <p>The message is not kept any more.</p>}
      {isOpen && found && (
        <div className="pipeline__data">
          <dl>
            <dt>Event id</dt>
            <dd>
              <code>{letter.eventId ?? "–"}</code>
            </dd>
            <dt>Correlation id</dt>
            <dd>
              <code>{letter.correlationId ?? "–"}</code>
            </dd>
            {letter.redrivenFrom != null && (
              <>
                <dt>Sent again from</dt>
                <dd>
                  <code>{letter.redrivenFrom}</code>
                </dd>
              </>
            )}
          </dl>
          {found.bodyEncoding === "BASE64" && <p>It is no text: this is base64.</p>}
          {(found.bodyIsCut || found.body.length > SHOWN) && <p>This is only its beginning.</p>}
          {/* They scroll where they are larger than their room, so the keyboard must reach them. */}
          <pre tabIndex={0} role="region" aria-label={`Body of ${nameOf(letter)}`}>
            {readable(found.body).slice(0, SHOWN)}
          </pre>
          <p className="muted">Headers</p>
          <pre tabIndex={0} role="region" aria-label={`Headers of ${nameOf(letter)}`}>
            {JSON.stringify(found.headers, null, 2).slice(0, SHOWN)}
          </pre>
        </div>
      )}
    </details>
  );
}

/** JSON with its lines apart; else as it came. */
function readable(body: string): string {
  if (body.length > SHOWN) return body;
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
