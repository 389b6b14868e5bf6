const swc = {
  jsc: {
    target: "es2022",
    parser: { syntax: "typescript", decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
  module: { type: "es6" },
  sourceMaps: "inline",
};

export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": ["@swc/jest", swc] },
  // Sources name each other as the built files are called.
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  // Ends what hangs, and nothing that is only slow.
  testTimeout: 120_000,
  testSequencer: "<rootDir>/test/support/provision/sequencer.mjs",
  // One more than the cores of a small machine: suites wait for processes and servers a good part of their time.
  maxWorkers: 3,
  // What the suites of a worker leave behind adds up, and makes whatever makes much garbage slow: then it begins anew.
  workerIdleMemoryLimit: "1GB",
};
