import type { ReactNode } from "react";
import { ApiError } from "../api/error.js";
import { Button } from "./button.js";

/** What somebody should know, and need not be alarmed about. */
export function Note({ children }: { children: ReactNode }) {
  return (
    <div className="note" role="status">
      {children}
    </div>
  );
}

interface ErrorNoteProps {
  readonly error: Error | string;
  readonly code?: string;
  readonly onRetry?: () => void;
}

const WITHOUT_RIGHTS = "Your token does not have the right to see or do this.";

/** An error in its own words, with what helps to look it up. */
export function ErrorNote({ error, code, onRetry }: ErrorNoteProps) {
  const api = error instanceof ApiError ? error : null;
  const shownCode = code ?? api?.code;
  return (
    <div className="note note--error" role="alert">
      {api?.code === "FORBIDDEN" && <p>{WITHOUT_RIGHTS}</p>}
      <p>{typeof error === "string" ? error : error.message}</p>
      {(shownCode !== undefined || api?.correlationId) && (
        <p className="note__codes">
          {shownCode !== undefined && <code>{shownCode}</code>}
          {api?.correlationId && (
            <>
              {" "}
              correlation id <code>{api.correlationId}</code>
            </>
          )}
        </p>
      )}
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

/** In place of a list that has nothing in it. */
export function EmptyNote({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty__title">{title}</p>
      {children !== undefined && <div className="muted">{children}</div>}
    </div>
  );
}
