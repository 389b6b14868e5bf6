import { useState } from "react";
import type { Submission } from "../api/use-submission.js";

/** By the path of the field; null: nothing is wrong with it. */
type Faults = Readonly<Record<string, string | null>>;

/** A submission that is looked at before it is sent: what cannot be a number never reaches the service. */
export function useChecked<Variables>(
  submission: Submission<Variables>,
  check: () => Faults,
): Submission<Variables> {
  const [faults, setFaults] = useState<Faults | null>(null);
  const [refusals, setRefusals] = useState(0);
  return {
    ...submission,
    async submit(make) {
      const found = check();
      const isWrong = Object.values(found).some((fault) => fault !== null);
      setFaults(isWrong ? found : null);
      if (isWrong) setRefusals((count) => count + 1);
      else await submission.submit(make);
    },
    // What the service said of the submission before is out of date.
    errorAt: (path) => (faults ? (faults[path] ?? null) : submission.errorAt(path)),
    others: faults ? [] : submission.others,
    failure: faults ? null : submission.failure,
    answers: submission.answers + refusals,
  };
}
