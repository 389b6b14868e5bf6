import type { Stage } from "../stage/stage.js";

/** Moved in turn, so that several moves can be under way. */
export const FAN_OUT_VARIANTS: readonly string[] = Array.from(
  { length: 16 },
  (_, index) => `fan-out-${index}`,
);

/** On either side of the threshold of LOW_STOCK. */
const PLENTY = 10;
const STEP = 8;

const CREATE = `mutation Create($id: ID!, $delta: Int!) {
  createInventoryItem(input: { productVariantId: $id, lowStockThreshold: 3 }) { userErrors { code message } }
  adjustStock(input: { productVariantId: $id, delta: $delta, changeType: PURCHASE }) { userErrors { code message } }
}`;
const ADJUST = `mutation Move($id: ID!, $delta: Int!) {
  adjustStock(input: { productVariantId: $id, delta: $delta, changeType: ADJUSTMENT }) { userErrors { code message } }
}`;

export interface Moves {
  /** Changes a level and a status: two events, of which every shape concerns one. */
  next(): Promise<void>;
}

export async function openMoves({ service, headers }: Pick<Stage, "service" | "headers">): Promise<Moves> {
  async function ask(query: string, variables: object): Promise<void> {
    const response = await fetch(`${service.origin}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const answer = await response.text();
    if (answer.includes('"errors"') || !answer.includes('"userErrors":[]'))
      throw new Error(`A move was refused: ${answer.slice(0, 500)}`);
  }
  for (const id of FAN_OUT_VARIANTS) await ask(CREATE, { id, delta: PLENTY });
  const last = new Map<string, Promise<void>>();
  let turn = 0;
  return {
    next() {
      const id = FAN_OUT_VARIANTS[turn % FAN_OUT_VARIANTS.length] as string;
      const down = Math.floor(turn++ / FAN_OUT_VARIANTS.length) % 2 === 0;
      // Of one variant in their order, however late the answers are.
      const move = (last.get(id) ?? Promise.resolve()).then(() =>
        ask(ADJUST, { id, delta: down ? -STEP : STEP }),
      );
      last.set(id, move);
      return move;
    },
  };
}
