import { useQuery } from "@tanstack/react-query";

/** What the service tells before anybody is signed in. */
export interface ServiceInfo {
  /** `embedded`: it issues its own tokens, for development. */
  readonly issuer: "embedded" | "external";
  /** Whether the embedded issuer answers this browser. */
  readonly issuesHere: boolean;
}

export function useServiceInfo() {
  return useQuery({
    queryKey: ["service-info"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<ServiceInfo> => {
      const response = await fetch("dashboard.json");
      if (!response.ok) throw new Error(`The service answered ${response.status}.`);
      return (await response.json()) as ServiceInfo;
    },
  });
}

/** By OAuth 2.0 client credentials, from the embedded issuer. Rejects with its own words. */
export async function fetchToken(role: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: "client_credentials", client_id: role });
  const response = await fetch("oauth/token", { method: "POST", body });
  const answer = (await response.json()) as { access_token?: string; error_description?: string };
  if (answer.access_token === undefined) {
    throw new Error(answer.error_description ?? `The issuer answered ${response.status}.`);
  }
  return answer.access_token;
}
