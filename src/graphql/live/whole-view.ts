import type { GroupOptions } from "./group.js";

/** A view as it was at one position, each page executed and serialised once, when it is first asked for. */
export class WholeView {
  /** Everything up to it is in there. */
  readonly position: number;
  readonly pages: readonly (() => Promise<string>)[];

  constructor(position: number, roots: readonly unknown[], render: GroupOptions["render"]) {
    this.position = position;
    this.pages = roots.map((root) => {
      let page: Promise<string> | undefined;
      return () => (page ??= Promise.resolve(render(root)));
    });
  }
}
