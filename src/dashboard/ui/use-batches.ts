import { useEffect, useEffectEvent, useRef } from "react";

const EVERY_MS = 200;

/**
 * Hands on what comes one by one: the first at once, and what follows on its heels a few times a
 * second, together. A busy feed must not busy the page.
 */
export function useBatches<One>(onBatch: (batch: readonly One[]) => void): (one: One) => void {
  const waiting = useRef<One[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const handOn = useEffectEvent((batch: readonly One[]) => onBatch(batch));
  // What is left when the component goes interests nobody.
  useEffect(
    () => () => {
      clearTimeout(timer.current ?? undefined);
      timer.current = null;
    },
    [],
  );
  const flush = () => {
    timer.current = null;
    if (waiting.current.length === 0) return;
    timer.current = setTimeout(flush, EVERY_MS);
    handOn(waiting.current.splice(0));
  };
  return (one) => {
    waiting.current.push(one);
    if (timer.current === null) flush();
  };
}
