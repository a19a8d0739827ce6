import { withSSECast } from 'ssecast/next/config';

export default withSSECast({
  // The repository around this app has a lock file too, and is not this app's root.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
});
