/** `serve`: the program that `npm start` runs; it ends the process itself. */
export async function serve(): Promise<void> {
  await import("../main.js");
}
