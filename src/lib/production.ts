/** What NODE_ENV was before this file set it. */
export const GIVEN_NODE_ENV = process.env["NODE_ENV"];

// Imported before anything else: graphql-js decides while it loads whether to check every
// object it meets for copies of itself, which costs a fifth of a small request.
process.env["NODE_ENV"] ??= "production";
