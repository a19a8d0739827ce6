/**
 * Modules of Node that few importers need, or none before the first client. They are loaded when they are
 * first called for: together they take longer to load than all of ssecast.
 */
export const later = {
  crypto: () => require('node:crypto') as typeof import('node:crypto'),
  net: () => require('node:net') as typeof import('node:net'),
  os: () => require('node:os') as typeof import('node:os'),
  threads: () => require('node:worker_threads') as typeof import('node:worker_threads'),
};
