import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withSSECast } from 'ssecast/next/config';

const folder = path.dirname(fileURLToPath(import.meta.url));

/**
 * `next start` does not serve a standalone build, so a standalone build has a folder of its own:
 * SSECAST_STANDALONE=1 npx next build && node .next-standalone/standalone/server.js
 */
const standalone = process.env.SSECAST_STANDALONE === '1';

/** @type {import('next').NextConfig} */
const nextConfig = {
  reactStrictMode: true,
  // It loads its WebAssembly from its own folder, which a bundle does not include.
  serverExternalPackages: ['node-sqlite3-wasm'],
  poweredByHeader: false,
  // This folder is inside another package. Next would take that package's lock file for the root.
  outputFileTracingRoot: folder,
  turbopack: { root: folder },
  ...(standalone ? { output: 'standalone', distDir: '.next-standalone' } : {}),
};

export default withSSECast(nextConfig);
