import type { ReservationStatus } from "../../generated/graphql.js";

interface Shown {
  readonly label: string;
  readonly tone: "green" | "amber" | "red" | "grey";
}

export const STATUSES: Readonly<Record<ReservationStatus, Shown>> = {
  ACTIVE: { label: "Active", tone: "amber" },
  CONFIRMED: { label: "Confirmed", tone: "green" },
  FULFILLED: { label: "Fulfilled", tone: "grey" },
  RELEASED: { label: "Released", tone: "grey" },
  EXPIRED: { label: "Expired", tone: "red" },
};

export const OPEN: ReservationStatus[] = ["ACTIVE", "CONFIRMED"];
export const CLOSED: ReservationStatus[] = ["FULFILLED", "RELEASED", "EXPIRED"];

export const isOpen = (status: ReservationStatus): boolean => OPEN.includes(status);
