// What the export condition `edge-light` gives instead of the server: that runtime cannot load an addon.
// Exports nothing, so that bundlers leave the sentence to the run time.
throw Object.assign(
  new Error(
    'ssecast needs the Node.js runtime, but was imported in an edge bundle. In a route or middleware, ' +
      "remove `export const runtime = 'edge'`, or import it where that runtime is not.",
  ),
  { code: 'ERR_SSECAST_UNSUPPORTED_RUNTIME' },
);
