// What `require` gets under the export condition `browser` instead of the server. Bundles and tests have
// that condition in common, and differ in where this runs.
const isNode = typeof process === 'object' && typeof process.versions?.node === 'string';

throw Object.assign(
  new Error(
    isNode
      ? 'ssecast needs Node.js, but this test resolves packages as a browser does (jest-environment-jsdom). ' +
          'Begin the test file with /** @jest-environment node */. The test of a client component imports ' +
          "'ssecast/react' or 'ssecast/client', and replaces what calls the server (jest.mock)."
      : 'ssecast needs Node.js, but was imported in a browser bundle. In a client component, import from ' +
          "'ssecast/react' or 'ssecast/client', and call the server through a Server Action or a route.",
  ),
  { code: 'ERR_SSECAST_UNSUPPORTED_RUNTIME' },
);
