import { useRef, useState } from "react";
import { ApiError, request, type TypedDocumentString } from "./graphql.js";

/** What every payload's userErrors are asked for with. */
export interface UserError {
  readonly code: string;
  readonly field: readonly string[];
  readonly message: string;
}

interface SubmissionOptions<Data, Payload> {
  /** The mutation's own field of the answer. */
  readonly payload: (data: Data) => Payload;
  /** Paths in the input of which the form shows errors itself, with dots: `delta`, `lines.0.quantity`. */
  readonly fields?: readonly string[];
  readonly onDone?: (payload: Payload) => void;
}

export interface Submission<Variables> {
  /** `make` is handed the idempotency key of this submission; a retry of the same gets the same. */
  submit(make: (idempotencyKey: string) => Variables): Promise<void>;
  readonly pending: boolean;
  /** What userErrors say of one path; null: nothing. */
  errorAt(path: string): string | null;
  /** userErrors that belong to no field of the form. */
  readonly others: readonly UserError[];
  /** There was no answer to act on. */
  readonly failure: ApiError | null;
  /** Raised by each answer, so that a form can move the focus to what is wrong. */
  readonly answers: number;
  reset(): void;
}

interface State {
  readonly pending: boolean;
  readonly userErrors: readonly UserError[];
  readonly failure: ApiError | null;
  readonly answers: number;
}
const FRESH: State = { pending: false, userErrors: [], failure: null, answers: 0 };

/** One mutation behind one form. */
export function useSubmission<Data, Variables, Payload extends { readonly userErrors: readonly UserError[] }>(
  document: TypedDocumentString<Data, Variables>,
  { payload, fields = [], onDone }: SubmissionOptions<Data, Payload>,
): Submission<Variables> {
  const [state, setState] = useState<State>(FRESH);
  // Of a submission whose outcome nobody knows; sending it again must not do it twice.
  const unanswered = useRef<{ key: string; content: string } | null>(null);
  const underWay = useRef(false);

  async function submit(make: (idempotencyKey: string) => Variables): Promise<void> {
    if (underWay.current) return;
    underWay.current = true;
    const content = JSON.stringify(make(""));
    const earlier = unanswered.current;
    const key = earlier?.content === content ? earlier.key : crypto.randomUUID();
    unanswered.current = { key, content };
    setState((before) => ({ ...FRESH, pending: true, answers: before.answers }));
    try {
      const answer = payload(await request(document, make(key)));
      unanswered.current = null;
      setState((before) => ({ ...FRESH, userErrors: answer.userErrors, answers: before.answers + 1 }));
      if (answer.userErrors.length === 0) onDone?.(answer);
    } catch (cause) {
      const failure = cause instanceof ApiError ? cause : new ApiError("INTERNAL", String(cause), { cause });
      setState((before) => ({ ...FRESH, failure, answers: before.answers + 1 }));
    } finally {
      underWay.current = false;
    }
  }

  const { userErrors, ...rest } = state;
  const pathOf = ({ field }: UserError) => field.join(".");
  return {
    submit,
    ...rest,
    errorAt: (path) => userErrors.find((error) => pathOf(error) === path)?.message ?? null,
    others: userErrors.filter((error) => !fields.includes(pathOf(error))),
    reset: () => setState(FRESH),
  };
}
