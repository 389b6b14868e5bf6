import { GraphiQL } from "graphiql";
import { useMemo, useState } from "react";
import { createFetcher } from "./fetcher.js";
import { TokenBar } from "./token-bar.js";

const WELCOME = `# Ctrl-Enter carries an operation out; Ctrl-Space says what may be written.
# What you write stays in this browser. The token is forgotten with the page.

query Stock {
  inventory(first: 10, orderBy: PRODUCT_VARIANT_ID) {
    edges {
      node {
        productVariantId
        status
        availableQuantity
      }
    }
    totalCount
  }
}
`;

/** GraphiQL, with a token that goes along with whatever it asks. */
export function App() {
  const [token, setToken] = useState("");
  // Another token may see another schema: GraphiQL asks for it anew with each fetcher.
  const fetcher = useMemo(() => createFetcher(token), [token]);
  return (
    <>
      <TokenBar token={token} onToken={setToken} />
      <main>
        <GraphiQL fetcher={fetcher} defaultQuery={WELCOME} showPersistHeadersSettings={false}>
          <GraphiQL.Logo>Stockfeed</GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}
