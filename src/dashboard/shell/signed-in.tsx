import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { ApiError } from "../api/graphql.js";
import { LiveContext } from "../api/live.js";
import { openLiveClient } from "../api/live-client.js";

const MOST_RETRIES = 2;

/** What lives as long as somebody is signed in: what was read, and the one socket. */
export function SignedIn({ children }: { children: ReactNode }) {
  const [queries] = useState(createQueries);
  const [live, setLive] = useState<ReturnType<typeof openLiveClient> | null>(null);
  useEffect(() => {
    const opened = openLiveClient();
    setLive(opened);
    return () => opened.close();
  }, []);
  return (
    <QueryClientProvider client={queries}>
      <LiveContext value={live?.client ?? null}>{children}</LiveContext>
    </QueryClientProvider>
  );
}

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Subscriptions keep the page fresh; looking away and back, or being
        // offline for a while, is no reason to ask again.
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (count, error) => count < MOST_RETRIES && error instanceof ApiError && error.isPassing,
      },
    },
  });
}
