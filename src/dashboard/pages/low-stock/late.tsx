import { useEffect, useState } from "react";
import { Note } from "../../ui/notes.js";

const LATE_MS = 8_000;

/** A list that does not come. The page goes on asking. */
export function Late() {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return null;
  return <Note>The list has not come yet. The page goes on asking for it.</Note>;
}
