/** What one request may ask; lists of an answer are bounded by their arguments, the whole by its cost. */
export interface DocumentLimits {
  /** Of a document, names, signs and values counted. */
  readonly tokens: number;
  /** Operations and fragments of a document; one operation is carried out. */
  readonly definitions: number;
  /** Of fields within fields; introspection counts as one. */
  readonly depth: number;
  /** Of an operation, its fragments spread out. */
  readonly rootFields: number;
  /** Fields and fragments of a document, each fragment counted where it is defined and wherever it is spread. */
  readonly selections: number;
  readonly aliases: number;
  readonly directives: number;
  /** Entries of one list in the variables. */
  readonly listSize: number;
  /** Of the variables, entries of lists and objects counted. */
  readonly values: number;
}

export const MAX_VALIDATION_ERRORS = 5;
