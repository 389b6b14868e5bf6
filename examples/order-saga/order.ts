export interface Line {
  readonly productVariantId: string;
  readonly quantity: number;
}

/** How far the saga has come. REJECTED, SHIPPED and CANCELLED are its ends. */
export type State = "PLACED" | "RESERVED" | "PAID" | "DECLINED" | "REJECTED" | "SHIPPED" | "CANCELLED";

export interface Order {
  readonly orderId: string;
  readonly lines: readonly Line[];
  /** What is paid with; the built-in payment declines the card "declined". */
  readonly card: string;
  readonly state: State;
  /** Why it was rejected or cancelled. */
  readonly reason: string | null;
}

export const isOver = ({ state }: Order) =>
  state === "REJECTED" || state === "SHIPPED" || state === "CANCELLED";

/** Why something was refused; null: it was not. */
export type Refusal = string | null;
