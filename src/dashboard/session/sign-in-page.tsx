import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Brand } from "../shell/brand.js";
import { ThemeToggle } from "../shell/theme-toggle.js";
import { Page } from "../ui/page.js";
import { Note } from "../ui/notes.js";
import { Addresses } from "./addresses.js";
import { TokenForm } from "./token-form.js";
import { useSession } from "./use-session.js";
import "./sign-in.css";

const queries = new QueryClient();

export function SignInPage() {
  const { notice } = useSession();
  return (
    <QueryClientProvider client={queries}>
      <div className="sign-in">
        <header className="sign-in__bar">
          <Brand />
          <ThemeToggle />
        </header>
        <main className="sign-in__main">
          <Page title="Sign in">
            <p className="sign-in__lead">
              Stock of every variant, as it changes: availability, holds, the ledger, and the events behind
              them.
            </p>
            {notice !== null && <Note>{notice}</Note>}
            <TokenForm />
          </Page>
          <Addresses />
        </main>
      </div>
    </QueryClientProvider>
  );
}
