import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Two families of fonts are written into its styles, five times what all else there takes. */
const withoutFonts = {
  name: "without-fonts",
  enforce: "pre",
  transform: (code, id) =>
    /graphiql.*\.css/.test(id) ? { code: code.replace(/@font-face\s*\{[^}]*\}/g, ""), map: null } : null,
};

export default defineConfig({
  root: import.meta.dirname,
  // Beside the page, wherever a proxy shows it.
  base: "./",
  plugins: [withoutFonts, react()],
  build: {
    outDir: "../../dist/graphiql",
    emptyOutDir: true,
    target: "es2022",
    // The page is at /graphiql: what it loads is below.
    assetsDir: "graphiql",
    // The policy of the page lets no data in but images.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_500,
  },
});
