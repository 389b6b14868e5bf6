const CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/"'`]*@/gi;

/** The text without the user and password of each address in it. */
export function withoutCredentials(text: string): string {
  return text.replace(CREDENTIALS, "$1");
}
