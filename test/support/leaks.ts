const PART = 20;

/** Which of the secrets the text has, whole or in a part of so many characters; by their names. */
export function leaksIn(text: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => partsOf(secret).some((part) => text.includes(part)))
    .map(([name]) => name);
}

function partsOf(secret: string): string[] {
  if (secret.length <= PART) return [secret];
  return Array.from({ length: secret.length - PART + 1 }, (_, from) => secret.slice(from, from + PART));
}
