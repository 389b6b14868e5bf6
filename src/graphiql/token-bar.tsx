import { useEffect, useState } from "react";

interface Props {
  readonly token: string;
  readonly onToken: (token: string) => void;
}

/** Where the token is entered, or asked for where the service issues its own. */
export function TokenBar({ token, onToken }: Props) {
  const [issuesHere, setIssuesHere] = useState(false);
  const [fault, setFault] = useState("");
  useEffect(() => {
    askForIssuer().then(setIssuesHere, ({ message }: Error) => setFault(message));
  }, []);
  const fetchOne = () => fetchToken().then(onToken, ({ message }: Error) => setFault(message));
  return (
    <header className="token-bar">
      <a href="./">Stockfeed</a>
      <label>
        Access token
        <input
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={token}
          onChange={({ target }) => onToken(target.value.trim())}
        />
      </label>
      {issuesHere && (
        <button type="button" onClick={() => void fetchOne()}>
          Use a development token
        </button>
      )}
      <span role="status">{fault}</span>
    </header>
  );
}

async function askForIssuer(): Promise<boolean> {
  const response = await fetch("dashboard.json");
  return ((await response.json()) as { issuesHere: boolean }).issuesHere;
}

/** An administrator's, by OAuth 2.0 client credentials. Rejects with the issuer's own words. */
async function fetchToken(): Promise<string> {
  const body = new URLSearchParams({ grant_type: "client_credentials", client_id: "admin" });
  const response = await fetch("oauth/token", { method: "POST", body });
  const answer = (await response.json()) as { access_token?: string; error_description?: string };
  if (answer.access_token === undefined) {
    throw new Error(answer.error_description ?? `The issuer answered ${response.status}.`);
  }
  return answer.access_token;
}
