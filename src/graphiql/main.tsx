import { createRoot } from "react-dom/client";
import "graphiql/style.css";
import { App } from "./app.js";
import "./app.css";

createRoot(document.getElementById("root") as HTMLElement).render(<App />);
