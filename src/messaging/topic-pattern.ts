/** AMQP's topic matching: `*` is one word, `#` is any number of words, none included. */
export function matchesTopic(pattern: string, routingKey: string): boolean {
  return matchWords(pattern.split("."), routingKey.split("."));
}

function matchWords(pattern: readonly string[], words: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return words.length === 0;
  if (first === "#")
    return matchWords(rest, words) || (words.length > 0 && matchWords(pattern, words.slice(1)));
  return words.length > 0 && (first === "*" || first === words[0]) && matchWords(rest, words.slice(1));
}
