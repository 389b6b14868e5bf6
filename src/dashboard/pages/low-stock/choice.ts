/** What of the list is looked at. It stands in the page's address. */
export interface Choice {
  /** A warehouse's code; "": any. */
  readonly warehouse: string;
  readonly status: "" | "LOW_STOCK" | "OUT_OF_STOCK";
}

export function readChoice(params: URLSearchParams): Choice {
  const status = params.get("status");
  return {
    warehouse: params.get("warehouse") ?? "",
    status: status === "LOW_STOCK" || status === "OUT_OF_STOCK" ? status : "",
  };
}

export function writeChoice({ warehouse, status }: Choice): URLSearchParams {
  return new URLSearchParams({ ...(warehouse !== "" && { warehouse }), ...(status !== "" && { status }) });
}
