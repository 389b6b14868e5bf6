import { UnreadableFile } from "./unreadable-file.js";

/** Far more than a row can need: what is longer is no file of lines. */
const LONGEST_LINE = 65_536;

/**
 * Lines of UTF-8, without their ends, in flat memory. Not by readline, which also breaks lines at U+2028 and U+2029:
 * JSON may have them in strings.
 *
 * @throws UnreadableFile at a line of more than 65,536 characters.
 */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let read = 0;
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) {
      const line = read + lines.length + 1;
      throw new UnreadableFile(`Line ${line} is longer than ${LONGEST_LINE} characters.`);
    }
    read += lines.length;
    yield* lines;
  }
  yield rest + decoder.decode();
}
