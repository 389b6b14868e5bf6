// Loaded into the service before it starts: it collects its garbage when it is told to, so
// that what it holds can be told from what it has only not given back yet.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
process.on("SIGUSR2", () => collect());
