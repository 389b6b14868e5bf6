// Imported before anything else: graphql-js decides while it loads whether to check every
// object it meets for copies of itself, which costs a fifth of a small request.
process.env["NODE_ENV"] ??= "production";
