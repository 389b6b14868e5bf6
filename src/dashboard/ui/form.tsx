import { useEffect, useRef, type ReactNode } from "react";
import type { Submission } from "../api/use-submission.js";
import { ErrorNote } from "./notes.js";

interface FormProps<Variables> {
  readonly submission: Submission<Variables>;
  /** The mutation's variables, with this key in its input. */
  readonly variables: (idempotencyKey: string) => Variables;
  readonly label: string;
  readonly children: ReactNode;
}

/**
 * A form that sends one mutation. What went wrong and belongs to no field stands above; the focus
 * moves to the first field with an error.
 */
export function Form<Variables>({ submission, variables, label, children }: FormProps<Variables>) {
  const form = useRef<HTMLFormElement>(null);
  const { answers, failure, others } = submission;
  useEffect(() => {
    if (answers === 0) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [answers]);
  return (
    <form
      ref={form}
      className="form"
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submission.submit(variables);
      }}
    >
      {failure && <ErrorNote error={failure} />}
      {others.map(({ code, message }) => (
        <ErrorNote key={`${code} ${message}`} error={message} code={code} />
      ))}
      {children}
    </form>
  );
}
