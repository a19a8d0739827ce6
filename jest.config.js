const swc = (parser) => [
  '@swc/jest',
  {
    jsc: { target: 'es2022', parser, transform: { react: { runtime: 'automatic' } } },
    module: { type: 'commonjs' },
  },
];

const common = {
  roots: ['<rootDir>/test'],
  moduleFileExtensions: ['ts', 'tsx', 'cts', 'js', 'cjs', 'mjs', 'json', 'node'],
  transform: {
    '\\.(ts|cts|mts)$': swc({ syntax: 'typescript' }),
    '\\.tsx$': swc({ syntax: 'typescript', tsx: true }),
  },
  // Sources are written with the suffixes of their output and are tested as they lie in lib/.
  moduleNameMapper: {
    '^ssecast$': '<rootDir>/lib/server/index.ts',
    '^ssecast/native$': '<rootDir>/lib/native/index.cts',
    '^ssecast/next/instrumentation$': '<rootDir>/lib/next/instrumentation.ts',
    '^ssecast/next/config$': '<rootDir>/lib/next/config.ts',
    '^ssecast/(next|node|react|client|metrics)$': '<rootDir>/lib/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.tsx', '$1.js'],
    '^(\\.{1,2}/.*)\\.cjs$': ['$1.cts', '$1.cjs'],
  },
};

/** `node` and `jsdom` run in parallel; the others need the machine for themselves (scripts/test.mjs). */
export default {
  projects: [
    {
      ...common,
      displayName: 'node',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/test/unit/**/*.test.ts'],
    },
    {
      ...common,
      displayName: 'jsdom',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/test/unit/**/*.test.tsx'],
    },
    {
      ...common,
      displayName: 'integration',
      testEnvironment: 'node',
      testMatch: [
        '<rootDir>/test/{integration,leak,package,stress}/**/*.test.ts',
        '<rootDir>/test/documents/**/*.test.{ts,tsx}',
      ],
      // The addon and the record of the process outlive a test file.
      testEnvironmentOptions: { globalsCleanup: 'off' },
    },
    {
      ...common,
      displayName: 'browser',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
    },
  ],
  // Only here: Jest ignores a project's own.
  testTimeout: 60_000,
};
