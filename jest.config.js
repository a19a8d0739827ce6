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
    // It has ES modules only, which Jest does not require.
    'acorn-typescript/.*\\.js$': swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: ['/node_modules/(?!@sveltejs/acorn-typescript/)'],
  // Sources are written with the suffixes of their output and are tested as they lie in lib/.
  moduleNameMapper: {
    '^ssecast$': '<rootDir>/lib/index.ts',
    '^ssecast/native$': '<rootDir>/lib/native/index.cts',
    '^ssecast/next/instrumentation$': '<rootDir>/lib/next/instrumentation.ts',
    '^ssecast/next/config$': '<rootDir>/lib/next/config.ts',
    '^ssecast/(next|node|react|client|metrics|backplane|redis)$': '<rootDir>/lib/$1/index.ts',
    '^ssecast/(sessions|manager|workspaces|handler|channels)$': '<rootDir>/lib/views/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.tsx', '$1.js'],
    '^(\\.{1,2}/.*)\\.cjs$': ['$1.cts', '$1.cjs'],
  },
};

const integration = {
  ...common,
  testEnvironment: 'node',
  // The addon and the record of the process outlive a test file.
  testEnvironmentOptions: { globalsCleanup: 'off' },
};
/**
 * Test files that build apps or measure memory. They run apart from the quick ones, whose deadlines
 * they would break (scripts/test.mjs).
 */
const heavy = ['integration/next/', 'integration/cli/init/build', 'leak/'];

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
      ...integration,
      displayName: 'integration',
      testMatch: [
        '<rootDir>/test/integration/**/*.test.ts',
        '<rootDir>/test/documents/**/*.test.{ts,tsx}',
      ],
      testPathIgnorePatterns: ['/node_modules/', ...heavy.map((name) => `<rootDir>/test/${name}`)],
    },
    {
      ...integration,
      displayName: 'heavy',
      testMatch: heavy.map((name) => `<rootDir>/test/${name}*.test.ts`),
    },
    {
      ...common,
      displayName: 'redis',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/test/redis/**/*.test.ts'],
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
