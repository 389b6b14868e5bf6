import { HashRouter, Navigate, Route, Routes } from "react-router";
import { CataloguePage } from "./pages/catalogue/catalogue-page.js";
import { ItemPage } from "./pages/item/item-page.js";
import { LowStockPage } from "./pages/low-stock/low-stock-page.js";
import { PipelinePage } from "./pages/pipeline/pipeline-page.js";
import { ReconciliationPage } from "./pages/reconciliation/reconciliation-page.js";
import { useSession } from "./session/use-session.js";
import { SignInPage } from "./session/sign-in-page.js";
import { Shell } from "./shell/shell.js";
import { SignedIn } from "./shell/signed-in.js";
import { NotFoundPage } from "./shell/not-found-page.js";

export function App() {
  const { identity } = useSession();
  if (!identity) return <SignInPage />;
  return (
    // Nothing of one person's is left for the next.
    <SignedIn key={identity.subject}>
      <HashRouter>
        <Routes>
          <Route element={<Shell />}>
            <Route index element={<Navigate to="/catalogue" replace />} />
            <Route path="/catalogue" element={<CataloguePage />} />
            <Route path="/low-stock" element={<LowStockPage />} />
            <Route path="/items/:productVariantId" element={<ItemPage />} />
            <Route path="/pipeline" element={<PipelinePage />} />
            <Route path="/reconciliation" element={<ReconciliationPage />} />
            <Route path="*" element={<NotFoundPage />} />
          </Route>
        </Routes>
      </HashRouter>
    </SignedIn>
  );
}
