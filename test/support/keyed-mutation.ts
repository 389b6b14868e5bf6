import { expect } from "@jest/globals";
import { post, type Process } from "./cluster.js";

const ERRORS = "userErrors { code field message }";
const HOLD = "reservation { id orderId status lines { quantity fulfilledQuantity releasedQuantity } }";
const ENTRIES = "entries { id quantityDelta quantityAfter itemVersion }";
const SELECTIONS = {
  reserveStock: `ReserveStockInput! { ${HOLD} ${ERRORS} }`,
  confirmReservation: `ConfirmReservationInput! { ${HOLD} ${ERRORS} }`,
  fulfillReservation: `FulfillReservationInput! { ${HOLD} ${ERRORS} }`,
  releaseReservation: `ReleaseReservationInput! { ${HOLD} ${ERRORS} }`,
  adjustStock: `AdjustStockInput! { ${ENTRIES} ${ERRORS} }`,
  setStock: `SetStockInput! { ${ENTRIES} ${ERRORS} }`,
  createInventoryItem: `CreateInventoryItemInput! { item { productVariantId version } ${ERRORS} }`,
  createStockTransfer: `CreateStockTransferInput! { transfer { id status } ${ERRORS} }`,
};
export type Verb = keyof typeof SELECTIONS;

export interface Payload {
  readonly reservation?: { readonly id: string; readonly status: string } | null;
  readonly item?: { readonly productVariantId: string } | null;
  readonly transfer?: { readonly id: string } | null;
  readonly entries?: readonly { readonly id: string; readonly itemVersion: number }[];
  readonly userErrors: readonly { readonly code: string }[];
}

/** A mutation under an idempotency key, by which it may be sent again. */
export interface KeyedMutation {
  readonly verb: Verb;
  readonly input: Readonly<Record<string, unknown>> & { readonly idempotencyKey: string };
}

export interface Recipient {
  readonly node: Pick<Process, "url">;
  readonly token: string;
  /** What it may answer for "try again"; anything else fails the test. */
  readonly passing: readonly string[];
}

/** @returns undefined when the answer says to try again; fails when there is none. */
export async function mutate(
  { verb, input }: KeyedMutation,
  { node, token, passing }: Recipient,
): Promise<Payload | undefined> {
  const [type, selection] = SELECTIONS[verb].split("! ") as [string, string];
  const query = `mutation ($input: ${type}!) { ${verb}(input: $input) ${selection} }`;
  const { body } = await post<Record<Verb, Payload>>(node.url, token, { query, variables: { input } });
  if (body.errors) expect(passing).toContain(body.errors[0]?.extensions.code);
  return body.data?.[verb];
}

/** @returns undefined when there was no answer, or one that says to try again. */
export async function tryMutation(
  mutation: KeyedMutation,
  recipient: Recipient,
): Promise<Payload | undefined> {
  try {
    return await mutate(mutation, recipient);
  } catch (error) {
    if (isOfConnection(error)) return undefined;
    throw error;
  }
}

/** ECONNRESET and its kind, or half an answer. */
function isOfConnection(error: unknown): boolean {
  return error instanceof SyntaxError || typeof (error as { code?: unknown }).code === "string";
}
