import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readApp } from '../../../../lib/cli/init/app/app.js';
import { makePlan } from '../../../../lib/cli/init/plan/make-plan.js';
import { app, filesOf, read, setUp } from './support/fresh-app.js';

const kLayout = 'export default function Layout({ children }) { return children; }\n';
const kTsconfig = `{
  // As create-next-app writes it.
  "compilerOptions": {
    "module": "esnext",
    "moduleResolution": "bundler",
    "paths": { "@/*": ["./src/*"], },
  },
}
`;

describe('a fresh app', () => {
  it('of Next 16, App Router, TypeScript, src/', async () => {
    const folder = app('^16.0.0', { 'src/app/layout.tsx': kLayout, 'tsconfig.json': kTsconfig });
    const plan = await setUp(folder);
    expect(plan).toMatchObject({ notes: [], byHand: [], page: '/live-example' });
    expect(filesOf(plan)).toEqual([
      'next.config.ts',
      'src/instrumentation.ts',
      'src/lib/live.ts',
      'src/lib/use-live.ts',
      'src/app/api/sse/route.ts',
      'src/app/live-example/page.tsx',
      'src/app/live-example/actions.ts',
    ]);
    expect(read(folder, 'src/app/api/sse/route.ts')).toContain("from '@/lib/live'");
    expect(read(folder, 'src/lib/use-live.ts')).toContain('createHooks<typeof live>()');
  });

  it('of Next 14, App Router, JavaScript', async () => {
    const folder = app('14.2.3', { 'app/layout.js': kLayout });
    expect(filesOf(await setUp(folder))).toEqual([
      'next.config.mjs',
      'instrumentation.js',
      'lib/live.js',
      'lib/use-live.js',
      'app/api/sse/route.js',
      'app/live-example/page.js',
      'app/live-example/actions.js',
    ]);
    expect(read(folder, 'app/api/sse/route.js')).toContain("from '../../../lib/live'");
    expect(read(folder, 'app/live-example/page.js')).toContain("from '../../lib/use-live'");
    expect(read(folder, 'lib/live.js')).toContain('typed()');
  });

  it('of Next 14 has its configuration in JavaScript, because it reads no other', async () => {
    const folder = app('~14.2', { 'app/layout.tsx': kLayout, 'tsconfig.json': '{}' });
    expect(filesOf(await setUp(folder))[0]).toBe('next.config.mjs');
  });

  it('with the pages API', async () => {
    const folder = app('15', { 'src/pages/index.tsx': '', 'tsconfig.json': kTsconfig });
    const plan = await setUp(folder);
    expect(plan.page).toBe('/live-example');
    expect(filesOf(plan).slice(2)).toEqual([
      'src/lib/live.ts',
      'src/lib/use-live.ts',
      'src/pages/api/sse.ts',
      'src/pages/live-example.tsx',
      'src/pages/api/live-example.ts',
    ]);
    expect(read(folder, 'src/pages/live-example.tsx')).toContain("fetch('/api/live-example'");
  });

  it('whose components end with .jsx', async () => {
    const folder = app('latest', { 'app/layout.jsx': kLayout });
    expect(filesOf(await setUp(folder))).toContain('app/live-example/page.jsx');
  });

  it('without a layout at the root gets one for its page', async () => {
    const folder = app('16', { 'app/(shop)/layout.tsx': kLayout, 'tsconfig.json': '{}' });
    expect(filesOf(await setUp(folder))).toContain('app/live-example/layout.tsx');
  });

  it('with a base path', async () => {
    const folder = app('16', {
      'app/layout.js': kLayout,
      'next.config.js': "module.exports = { basePath: '/docs' };\n",
    });
    expect((await setUp(folder)).page).toBe('/docs/live-example');
    expect(read(folder, 'lib/use-live.js')).toContain("createHooks({ url: '/docs/api/sse' })");
  });
});

it('says what to write where the base path is computed', async () => {
  const config = 'export default { basePath: process.env.BASE_PATH };\n';
  const folder = app('16', { 'app/layout.js': kLayout, 'next.config.mjs': config });
  expect((await setUp(folder)).byHand).toEqual([
    expect.stringContaining('next.config.mjs computes basePath: give it to the hook'),
  ]);
});

describe('files that are there', () => {
  it('are edited where they configure Next', async () => {
    const folder = app('15', {
      'app/layout.js': kLayout,
      'next.config.mjs': 'export default {};\n',
      'instrumentation.js': 'export function register() {\n  start();\n}\n',
    });
    const plan = await setUp(folder);
    expect(plan.changes.filter(({ before }) => before !== undefined)).toHaveLength(2);
    expect(read(folder, 'next.config.mjs')).toContain('export default withSSECast({});');
    expect(read(folder, 'instrumentation.js')).toContain('  registerSSECast();\n  start();');
  });

  it('are left and said where they cannot be edited, and the rest is done', async () => {
    const files = {
      'app/layout.js': kLayout,
      'next.config.mjs': "export { default } from './other.mjs';\n",
      'instrumentation.js': "export * from './telemetry.js';\n",
    };
    const folder = app('15', files);
    const plan = await setUp(folder);
    expect(plan.byHand).toEqual([
      "next.config.mjs exports its configuration in a way that is not known: write `import { withSSECast } from 'ssecast/next/config'` at its top, and wrap what it exports: `export default withSSECast(nextConfig)`.",
      "instrumentation.js exports all of another file, which may have a `register`: where `register` is, write `import { register as registerSSECast } from 'ssecast/next/instrumentation'` at the top, and `registerSSECast()` as the first line of `register`.",
    ]);
    for (const [name, text] of Object.entries(files)) expect(read(folder, name)).toBe(text);
    expect(filesOf(plan)).toContain('app/live-example/page.js');
  });

  it('are said in the words of CommonJS where they are so', async () => {
    const config = "const base = require('./base');\nObject.assign(exports, base);\n";
    const folder = app('15', { 'app/layout.js': kLayout, 'next.config.js': config });
    expect((await setUp(folder)).byHand).toEqual([
      expect.stringContaining("write `const { withSSECast } = require('ssecast/next/config')`"),
    ]);
  });

  it('of the application keep their names', async () => {
    const files = {
      'app/layout.js': kLayout,
      'lib/live.js': 'export const live = true;\n',
      'pages/api/sse.js': 'export default function handler() {}\n',
      'app/live-example/page.tsx': 'export default () => null;\n',
    };
    const folder = app('16', files);
    const plan = await setUp(folder);
    expect(filesOf(plan).slice(2)).toEqual([
      'lib/ssecast/live.js',
      'lib/ssecast/use-live.js',
      'app/api/ssecast/route.js',
      'app/ssecast-example/page.js',
      'app/ssecast-example/actions.js',
    ]);
    expect(plan.notes).toEqual([
      'Left as they are, because they have other content: lib/live.js, pages/api/sse.js, app/live-example/page.tsx. ' +
        'Used instead: lib/ssecast/live.js, lib/ssecast/use-live.js, app/api/ssecast/route.js, ' +
        'app/ssecast-example/page.js, app/ssecast-example/actions.js.',
    ]);
    expect(read(folder, 'lib/ssecast/use-live.js')).toContain(
      "createHooks({ url: '/api/ssecast' })",
    );
    for (const [name, text] of Object.entries(files)) expect(read(folder, name)).toBe(text);
  });

  it('are said where other names are taken as well', async () => {
    const foreign = 'export const live = true;\n';
    const folder = app('16', {
      'app/layout.js': kLayout,
      'lib/live.js': foreign,
      'lib/ssecast/live.js': foreign,
    });
    const plan = await setUp(folder);
    expect(filesOf(plan)).toEqual(['next.config.mjs', 'instrumentation.js']);
    expect(plan.byHand[0]).toMatch(/^lib\/live\.js and lib\/ssecast\/live\.js have other content/);
  });

  it('of ssecast are kept with what the user made of them', async () => {
    const own =
      "import { defineLive, typed } from 'ssecast';\nexport const live = defineLive({ news: { hello: typed() } });\n";
    const folder = app('16', { 'app/layout.js': kLayout, 'lib/live.js': own });
    const plan = await setUp(folder);
    expect(filesOf(plan)).toEqual(['next.config.mjs', 'instrumentation.js', 'lib/use-live.js']);
    expect(plan.notes).toEqual([
      'lib/live.js defines channels of its own, so the example page is left out.',
    ]);
    expect(plan.byHand).toEqual([
      expect.stringMatching(/^app\/api\/sse\/route\.js is missing: write it with `live\.route\(/),
    ]);
    expect(read(folder, 'lib/live.js')).toBe(own);
  });
});

describe('before production', () => {
  const write = 'which lets everyone in (node_modules/ssecast/docs/start.md, "Who is let in")';
  const plan = async (folder: string) => makePlan(await readApp(folder));

  it('the route needs an authorize, and the example page has to go', async () => {
    const folder = app('16', { 'src/app/layout.js': kLayout });
    expect((await setUp(folder)).beforeProduction).toEqual([
      `write your own authorize in src/app/api/sse/route.js, ${write}`,
      'delete src/app/live-example: every visitor may press the button',
    ]);
    const pages = app('16', { 'pages/index.tsx': '', 'tsconfig.json': '{}' });
    expect((await setUp(pages)).beforeProduction).toEqual([
      `write your own authorize in pages/api/sse.ts, ${write}`,
      'delete pages/live-example.tsx and pages/api/live-example.ts: every visitor may press the button',
    ]);
  });

  it('the example is no next step any more where the user has written authorize', async () => {
    const folder = app('16', { 'app/layout.js': kLayout });
    await setUp(folder);
    const route = path.join(folder, 'app/api/sse/route.js');
    const open = readFileSync(route, 'utf8');
    const own = open.replace(
      'authorize: async () => ({}),',
      '// authorize: async () => ({}),\n  authorize: userOf,',
    );
    expect(own).not.toBe(open);
    writeFileSync(route, own);
    expect(await plan(folder)).toMatchObject({
      changes: [],
      page: undefined,
      beforeProduction: ['delete app/live-example: every visitor may press the button'],
    });
    // It stays away.
    rmSync(path.join(folder, 'app/live-example'), { recursive: true });
    const clean = { changes: [], notes: [], page: undefined, beforeProduction: [] };
    expect(await plan(folder)).toMatchObject(clean);
    // An app for everyone, which says so by removing the comment.
    writeFileSync(route, open.replace(/ *\/\/ Everyone.*\n/, ''));
    expect(await plan(folder)).toMatchObject(clean);
  });

  it('an open route is said without the example, too', async () => {
    const folder = app('16', { 'app/layout.js': kLayout });
    await setUp(folder);
    writeFileSync(
      path.join(folder, 'lib/live.js'),
      "import { defineLive, typed } from 'ssecast';\nexport const live = defineLive({ news: { a: typed() } });\n",
    );
    expect((await plan(folder)).beforeProduction).toEqual([
      `write your own authorize in app/api/sse/route.js, ${write}`,
    ]);
  });

  it('a route that was there keeps its rules, and gets no example', async () => {
    const route =
      "import { createSSERoute } from 'ssecast/next';\nexport const { GET } = createSSERoute({ authorize });\n";
    const folder = app('16', { 'app/layout.js': kLayout, 'app/api/sse/route.js': route });
    const first = await setUp(folder);
    expect(filesOf(first)).toContain('lib/live.js');
    expect(filesOf(first)).not.toContain('app/live-example/page.js');
    expect(first.notes).toEqual([
      'The route has rules of its own, so the example page is left out.',
    ]);
    expect(first.beforeProduction).toEqual([]);
  });
});

describe('moduleResolution', () => {
  const tsconfig = (module: string) =>
    `{ "compilerOptions": { "module": "${module}", "moduleResolution": "node" } } // old\n`;

  it('that reads no exports becomes bundler', async () => {
    const folder = app('15', { 'app/layout.tsx': kLayout, 'tsconfig.json': tsconfig('esnext') });
    await setUp(folder);
    expect(read(folder, 'tsconfig.json')).toBe(tsconfig('esnext').replace('"node"', '"bundler"'));
  });

  it('is said where the module setting does not fit', async () => {
    const folder = app('15', { 'app/layout.tsx': kLayout, 'tsconfig.json': tsconfig('commonjs') });
    expect((await setUp(folder)).byHand).toEqual([
      expect.stringContaining('write "moduleResolution": "bundler" and "module": "esnext"'),
    ]);
  });

  it('and the alias are read from what tsconfig.json extends', async () => {
    const folder = app('15', {
      'app/layout.tsx': kLayout,
      'tsconfig.json': '{ "extends": "./base" }',
      'base.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "~/*": ["*"] } } }',
    });
    await setUp(folder);
    expect(read(folder, 'app/live-example/actions.ts')).toContain("from '~/lib/live'");
  });
});
