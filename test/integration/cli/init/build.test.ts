// What init writes compiles under a strict compiler and runs beside what the app has.
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { nextProgram } from '../../support/example-copy.js';
import { type NextServer, startNextServer } from '../../support/next-server.js';

const root = path.resolve(__dirname, '../../../..');
const program = path.join(root, 'dist/esm/lib/cli/main.js');
const folder = path.join(root, 'build/init-app');

/** Milliseconds for a build on a busy machine. */
const kPatience = 300_000;

const tsconfig = {
  compilerOptions: {
    target: 'ES2022',
    lib: ['dom', 'dom.iterable', 'esnext'],
    skipLibCheck: true,
    noEmit: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    esModuleInterop: true,
    resolveJsonModule: true,
    isolatedModules: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noImplicitOverride: true,
    noImplicitReturns: true,
    noPropertyAccessFromIndexSignature: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    plugins: [{ name: 'next' }],
    paths: { '#/*': ['./src/*'] },
  },
  include: ['next-env.d.ts', '**/*.ts', '**/*.tsx', '.next/types/**/*.ts'],
  exclude: ['node_modules'],
};

/** An app with a configuration and a `register` of its own. */
const files = {
  'package.json': '{ "type": "module", "dependencies": { "next": "latest", "ssecast": "*" } }',
  'tsconfig.json': JSON.stringify(tsconfig, null, 2),
  'next.config.ts': `import type { NextConfig } from 'next'
import path from 'node:path'

// Turbopack follows no link that leaves its root.
const root = path.resolve('../..')

export default async function config(phase: string): Promise<NextConfig> {
  return { turbopack: { root }, outputFileTracingRoot: root, env: { PHASE: phase } }
}
`,
  'src/instrumentation.ts': `export async function register() {
  if (process.env['NEXT_RUNTIME'] === 'nodejs') {
    process.env['STARTED_IN'] = process.env['PHASE'] ?? 'nothing'
  }
}
`,
  'src/app/layout.tsx': `import type { ReactNode } from 'react';

export default function Layout({ children }: { children: ReactNode }) {
  return <html lang="en"><body>{children}</body></html>;
}
`,
  // What the button of the example page calls.
  'src/app/press/route.ts': `import { sayHello } from '../live-example/actions';

export async function POST() {
  await sayHello();
  return Response.json({ started: process.env['STARTED_IN'] });
}
`,
  'src/app/api/sse/stats/route.ts': `import { live } from '../../../../lib/live';

export const dynamic = 'force-dynamic';
export const GET = () => Response.json(live.broadcaster.stats());
`,
};

let server: NextServer;

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const modules = path.join(root, 'examples/next-app/node_modules');
  symlinkSync(path.relative(folder, modules), path.join(folder, 'node_modules'));
  const env = { ...process.env, NODE_OPTIONS: '', NEXT_TELEMETRY_DISABLED: '1' };
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, args, { cwd: folder, env });
  await run(program, 'init', '--yes');
  await run(nextProgram, 'build');
  server = await startNextServer({ folder, program: ['node_modules/next/dist/bin/next', 'start'] });
}, kPatience);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('sends events on the direct path, and runs the register of the app', async () => {
  const client = server.open({ path: '/api/sse?channel=example' });
  await client.next('connected');
  const pressed = await server.request('/press', { method: 'POST' });
  expect(await pressed.json()).toEqual({ started: expect.stringMatching(/^phase-production/) });
  expect(JSON.parse((await client.next('hello')).data)).toEqual({
    text: 'Hello from the server',
    at: expect.any(Number),
  });
  expect((await server.stats()).clients).toMatchObject({ total: 1, direct: 1 });
  client.close();
});

it('serves the example page', async () => {
  expect(await (await server.request('/live-example')).text()).toContain('Send an event');
});
