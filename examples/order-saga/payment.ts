import type { Order, Refusal } from "./order.js";

export interface Payment {
  /** Takes the money of an order once, however often it is asked to. */
  charge(order: Order): Promise<Refusal>;
  /** Gives it back, once. */
  refund(order: Order): Promise<void>;
}

/** A provider at `url`, which knows orders by their ids; or, without one, a card that is "declined" is. */
export function openPayment(url?: string): Payment {
  async function ask(what: "charges" | "refunds", { orderId, card }: Order): Promise<Refusal> {
    if (url === undefined) return card === "declined" ? "PAYMENT_DECLINED" : null;
    const response = await fetch(`${url}/${what}/${encodeURIComponent(orderId)}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ card }),
    });
    if (response.status === 402) return "PAYMENT_DECLINED";
    if (!response.ok) throw new Error(`the payment provider answers ${response.status}`);
    return null;
  }
  return {
    charge: (order) => ask("charges", order),
    refund: async (order) => void (await ask("refunds", order)),
  };
}
