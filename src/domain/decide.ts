import type { Answers, Command, CommandKind, RuleContext } from "./commands.js";
import { accept, type Decision, type StockView } from "./decision.js";
import { adjust } from "./rules/adjust.js";
import { createItem } from "./rules/create-item.js";
import { createWarehouse } from "./rules/create-warehouse.js";
import { release } from "./rules/release.js";
import { reserve } from "./rules/reserve.js";

/** The rules: what a command changes in the stock as it is, or why it is refused. */
export function decide(
  view: StockView,
  command: Command,
  context: RuleContext,
): Decision<Answers[CommandKind]> {
  switch (command.kind) {
    case "createItem":
      return createItem(view, command, context);
    case "createWarehouse":
      return createWarehouse(view, command, context);
    case "reserve":
      return reserve(view, command, context);
    case "release":
      return release(view, command, context);
    case "adjust":
      return adjust(view, command, context);
    case "expire":
      return accept({}, {});
    default:
      return command satisfies never;
  }
}
