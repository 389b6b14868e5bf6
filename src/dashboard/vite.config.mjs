import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `vite --config src/dashboard/vite.config.mjs src/dashboard` serves the page while it is
// written, beside a service on its usual port.
const SERVICE = "http://localhost:4000";

export default defineConfig({
  root: import.meta.dirname,
  // Beside the page, wherever a proxy shows it.
  base: "./",
  plugins: [react()],
  build: {
    outDir: "../../dist/dashboard",
    emptyOutDir: true,
    target: "es2022",
    // The policy of the page lets no data in but images.
    assetsInlineLimit: 0,
    // One bundle: a page that is open for days must not miss a part when the service is renewed.
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    proxy: {
      "/graphql": { target: SERVICE, ws: true },
      "/oauth": SERVICE,
      "/dashboard.json": SERVICE,
    },
  },
});
