import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Inside the example, so that it finds the installed package where an app has it. */
const example = path.resolve(__dirname, '../../../examples/next-app');
const folder = path.join(example, '.next-misconfigured');
const next = path.join(example, 'node_modules/next/dist/bin/next');

/** Milliseconds for a build on a busy machine. */
const kPatience = 180_000;

const layout = `export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}`;
// One build takes what it can from the cache of the one before, and no build lists the files of a
// server: with webpack that takes longer than the compilation.
const config = (wrap: string) => `import path from 'node:path';
import { withSSECast } from 'ssecast/next/config';
const root = path.resolve(import.meta.dirname, '..');
const config = {
  turbopack: { root },
  experimental: { turbopackFileSystemCacheForBuild: true },
  outputFileTracingRoot: root,
  outputFileTracingExcludes: { '*': ['**/*'] },
};
export default ${wrap};`;
const route = `import { createSSERoute } from 'ssecast/next';
export const { GET } = createSSERoute({ authorize: () => undefined });`;

const page = `'use client';
import { useSSE } from 'ssecast/react';
export default function Page() {
  return <p>{useSSE({ tabs: 'shared', channels: ['a'] }).status}</p>;
}`;

/** Scripts of the built app that hold a text, and whether the page `/` loads them at once. */
function scriptsWith(text: string): { isInPage: boolean }[] {
  const folderOfScripts = path.join(folder, '.next/static/chunks');
  const html = readFileSync(path.join(folder, '.next/server/app/index.html'), 'utf8');
  return readdirSync(folderOfScripts, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .filter((name) => readFileSync(path.join(folderOfScripts, name), 'utf8').includes(text))
    .map((name) => ({ isInPage: html.includes(`/_next/static/chunks/${name}`) }));
}

/** Replaces the app by these files. */
function write(files: Record<string, string>): void {
  for (const name of ['app', '.next/server', '.next/static']) {
    rmSync(path.join(folder, name), { recursive: true, force: true });
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

function build(...args: string[]): Promise<{ ok: boolean; output: string }> {
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } as const;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [next, 'build', ...args],
      { cwd: folder, env: { ...env, NODE_OPTIONS: '' }, timeout: 120_000 },
      (error, stdout, stderr) => resolve({ ok: error === null, output: stdout + stderr }),
    );
  });
}

const clear = () => rmSync(folder, { recursive: true, force: true });
beforeAll(clear);
afterAll(clear);

describe.each([['Turbopack'], ['webpack', '--webpack']])('next build with %s', (_name, ...args) => {
  it(
    'succeeds with withSSECast',
    async () => {
      write({
        'app/layout.js': layout,
        'app/page.js': page,
        'app/api/sse/route.js': route,
        'next.config.mjs': config('withSSECast(config)'),
        'package.json': '{ "type": "module" }',
      });
      const { ok, output } = await build(...args);
      expect({ ok, output: ok ? '' : output }).toEqual({ ok: true, output: '' });
      // What a page loads later is in scripts of its own.
      expect(scriptsWith('ERR_SSECAST_UNREACHABLE')).toEqual([{ isInPage: true }]);
      expect(scriptsWith('x-ssecast-identity')).toEqual([{ isInPage: false }]);
      expect(scriptsWith('asking again in')).toEqual([{ isInPage: false }]);
      // Sentences of development are no part of it.
      expect(scriptsWith('to be the address of an SSE endpoint')).toEqual([]);
    },
    kPatience,
  );

  it(
    'fails with a sentence that names withSSECast where it is missing',
    async () => {
      write({
        'app/layout.js': layout,
        'app/api/sse/route.js': route,
        'next.config.mjs': config('config'),
        'package.json': '{ "type": "module" }',
      });
      const { ok, output } = await build(...args);
      expect(output).toContain('withSSECast');
      expect(ok).toBe(false);
    },
    kPatience,
  );

  it(
    'fails with a sentence when a client component imports the server entry',
    async () => {
      write({
        'app/layout.js': layout,
        'app/page.js': `import { Publish } from './publish';
export default function Page() { return <Publish />; }`,
        'app/publish.js': `'use client';
import { createBroadcaster } from 'ssecast';
export function Publish() {
  return <button onClick={() => createBroadcaster().publish('all', { event: 'a', data: 1 })} />;
}`,
        'next.config.mjs': config('withSSECast(config)'),
        'package.json': '{ "type": "module" }',
      });
      const { ok, output } = await build(...args);
      expect(output).toContain(
        'The server entry of ssecast cannot run in a browser. In a client component, import from "ssecast/react"',
      );
      expect(output).toContain('app/publish.js');
      expect(ok).toBe(false);
    },
    kPatience,
  );
});

it(
  'a route for the edge runtime is told that it cannot be',
  async () => {
    write({
      'app/layout.js': layout,
      'app/api/sse/route.js': `import { createBroadcaster } from 'ssecast';
export const runtime = 'edge';
export const GET = () => Response.json({ name: createBroadcaster().name });`,
      'next.config.mjs': config('withSSECast(config)'),
      'package.json': '{ "type": "module" }',
    });
    const { ok, output } = await build();
    expect(output).toMatch(/ssecast[^\n]*(edge|Node\.js)/i);
    expect(ok).toBe(false);
  },
  kPatience,
);
