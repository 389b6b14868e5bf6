import { useEffect, useEffectEvent, useRef } from "react";

const AT_MOST_EVERY_MS = 500;

/**
 * Calls `refresh` after `version` changed: soon, not more often than twice a second, and not before
 * the last one is done, which a change that is too fast for it would else begin anew for ever.
 */
export function useRefresh(version: number, refresh: () => Promise<unknown>): void {
  const seen = useRef(version);
  const wanted = useRef(version);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const call = useEffectEvent(refresh);
  const begin = useEffectEvent(() => {
    seen.current = wanted.current;
    const pause = new Promise<void>((resolve) => {
      timer.current = setTimeout(resolve, AT_MOST_EVERY_MS);
    });
    void Promise.allSettled([call(), pause]).then(next);
  });
  const next = useEffectEvent(() => {
    timer.current = null;
    if (seen.current !== wanted.current) begin();
  });
  useEffect(() => {
    wanted.current = version;
    if (timer.current === null && seen.current !== version) begin();
  }, [version]);
  useEffect(
    () => () => {
      // Whatever is under way is the last.
      clearTimeout(timer.current ?? undefined);
      wanted.current = seen.current;
    },
    [],
  );
}
