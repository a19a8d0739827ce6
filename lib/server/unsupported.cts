// What the export conditions `edge-light` and `browser` give instead of the server: neither can load
// an addon. Exports nothing, so that bundlers leave the sentence to the run time.
throw Object.assign(
  new Error(
    'ssecast needs the Node.js runtime, but was imported in an edge or browser bundle. In a route or ' +
      "middleware, remove `export const runtime = 'edge'`; in a client component, import from " +
      "'ssecast/react' or 'ssecast/client'.",
  ),
  { code: 'ERR_SSECAST_UNSUPPORTED_RUNTIME' },
);
