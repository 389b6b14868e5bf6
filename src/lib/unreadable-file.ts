/** A file that cannot be understood as a whole, e.g. for its header; its message goes on after the file's name. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
}
