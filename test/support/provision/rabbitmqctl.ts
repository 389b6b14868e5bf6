import { canInstall, installPackages } from "./debian.js";
import { findProgram } from "./guarded.js";
import { PACKAGED, rabbitmq } from "./rabbitmq.js";
import type { Tool } from "./service.js";

/** Says that a broker of a suite's own can be started, and be done to what is done to no shared one. */
export const rabbitmqctl: Tool = {
  name: "rabbitmqctl",
  provide() {
    const found = find();
    if (found !== undefined) return { path: found, from: "found" };
    if (!canInstall()) return undefined;
    installPackages([rabbitmq.debianPackage]);
    const installed = find();
    return installed === undefined
      ? undefined
      : { path: installed, from: `of Debian's ${rabbitmq.debianPackage}` };
  },
};

const find = () => findProgram("rabbitmqctl", PACKAGED);
