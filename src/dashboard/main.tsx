import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
// Before the pages, whose own rules count for more.
import "./ui/styles.js";
import "./ui/theme.js";
import { App } from "./app.js";

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
