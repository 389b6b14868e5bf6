const CREDENTIALS = /:\/\/[^\s/"'`\\]*@/g;

/** The text without the user and password of each address in it. */
export function withoutCredentials(text: string): string {
  return text.replace(CREDENTIALS, "://");
}
