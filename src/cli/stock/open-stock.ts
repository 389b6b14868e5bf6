import type { Reader } from "../../ports/reader.js";
import type { UseCaseDeps } from "../../usecases/use-case.js";

/** The stock, opened for one command. */
export interface OpenedStock {
  readonly reader: Reader;
  /** Each carries out one command after the other; those of different ones overlap. */
  readonly lanes: readonly UseCaseDeps[];
  close(): Promise<void>;
}

/** @throws Error that names the database when it cannot be used. */
export type OpenStock = () => Promise<OpenedStock>;
