const CREDENTIALS = /:\/\/[^\s/"'`\\]*@/g;
/** As addresses of databases may have them, too: `?password=...`. */
const PARAMETERS = /([?&](?:password|sslpassword|client_secret|access_token|token)=)[^\s&#"'`\\]*/gi;

/** The text without the user, the password and the token of each address in it. */
export function withoutCredentials(text: string): string {
  return text.replace(CREDENTIALS, "://").replace(PARAMETERS, "$1[redacted]");
}
