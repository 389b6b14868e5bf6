import { UnreadableFile } from "../lib/unreadable-file.js";

const LONGEST_ELEMENT = 65_536;

/**
 * The texts of a JSON array's elements, in flat memory however many there are; whether each is JSON is not looked at.
 *
 * @throws UnreadableFile when it is no array, is not closed, or has an element of more than 65,536 characters.
 */
export async function* elementsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const array = new ArrayText();
  const decoder = new TextDecoder();
  for await (const chunk of bytes) yield* array.read(decoder.decode(chunk, { stream: true }));
  yield* array.read(decoder.decode());
  if (array.depth !== 0 || !array.begun) throw new UnreadableFile("It ends before its JSON array does.");
}

class ArrayText {
  /** Brackets and braces that are open: 1 is between elements. */
  depth = 0;
  begun = false;
  #element = "";
  #elements = 0;
  #inString = false;
  #escaped = false;

  *read(text: string): Generator<string> {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const character = text[at] as string;
      if (this.#isWithin(character)) continue;
      if (this.depth === 0) {
        this.#outside(character);
        from = at + 1;
      } else if (character === "," && this.depth === 1) {
        yield this.#end(text.slice(from, at));
        from = at + 1;
      } else if (character === "{" || character === "[") this.depth++;
      else if (character === "}" || character === "]") {
        if (--this.depth > 0) continue;
        const last = this.#end(text.slice(from, at));
        if (last.trim() !== "" || this.#elements > 1) yield last;
        from = at + 1;
      }
    }
    if (this.depth > 0) this.#grow(text.slice(from));
  }

  /** Within a string nothing has a meaning but its end. */
  #isWithin(character: string): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (character === "\\") this.#escaped = true;
      else if (character === '"') this.#inString = false;
      return true;
    }
    if (character !== '"' || this.depth === 0) return false;
    this.#inString = true;
    return true;
  }

  #outside(character: string): void {
    if (/[\s\ufeff]/.test(character)) return;
    if (this.begun || character !== "[") throw new UnreadableFile("It is not one JSON array.");
    this.begun = true;
    this.depth = 1;
  }

  #end(rest: string): string {
    this.#grow(rest);
    const element = this.#element;
    this.#element = "";
    this.#elements++;
    return element;
  }

  #grow(part: string): void {
    this.#element += part;
    if (this.#element.length <= LONGEST_ELEMENT) return;
    throw new UnreadableFile(`Element ${this.#elements + 1} is longer than ${LONGEST_ELEMENT} characters.`);
  }
}
