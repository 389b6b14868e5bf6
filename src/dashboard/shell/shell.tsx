import { useEffect, useRef, type MouseEvent, type RefObject } from "react";
import { NavLink, Outlet, useLocation } from "react-router";
import { RenewDialog } from "../session/renew-dialog.js";
import { useMay } from "../session/use-session.js";
import { ErrorBoundary } from "../ui/error-boundary.js";
import { Toasts } from "../ui/toasts.js";
import { Brand } from "./brand.js";
import { ConnectionState } from "./connection-state.js";
import { ThemeToggle } from "./theme-toggle.js";
import { Who } from "./who.js";
import "./shell.css";

/** What stands around every page. */
export function Shell() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useFocusOn(main, pathname);
  const mayAdminister = useMay("inventory:admin");
  const skip = (event: MouseEvent) => {
    // The address after # is the router's.
    event.preventDefault();
    main.current?.focus();
  };
  return (
    <div className="shell">
      <a className="skip-link" href="#main" onClick={skip}>
        Skip to the page
      </a>
      <header className="shell__bar">
        <Brand />
        <nav aria-label="Pages">
          <NavLink to="/catalogue">Catalogue</NavLink>
          <NavLink to="/low-stock">Low stock</NavLink>
          {mayAdminister && <NavLink to="/pipeline">Pipeline</NavLink>}
          {mayAdminister && <NavLink to="/reconciliation">Reconciliation</NavLink>}
        </nav>
        <div className="shell__end">
          <ConnectionState />
          <ThemeToggle />
          <Who />
        </div>
      </header>
      <main id="main" className="shell__main" ref={main} tabIndex={-1}>
        <ErrorBoundary key={pathname}>
          <Outlet />
        </ErrorBoundary>
      </main>
      <RenewDialog />
      <Toasts />
    </div>
  );
}

/** Who came by a link stands at the page's beginning, as after a load; the first page is not a move. */
function useFocusOn(target: RefObject<HTMLElement | null>, pathname: string): void {
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    target.current?.focus();
    window.scrollTo(0, 0);
  }, [pathname, target]);
}
