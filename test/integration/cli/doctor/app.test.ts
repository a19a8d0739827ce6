import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from '../support/cli-process.js';
import { faultsOf, find, findingsOf, runDoctor } from './support/run-doctor.js';

/** `npx ssecast doctor` in folders of applications, which are written here and not run. */

const root = path.resolve(__dirname, '../../../..');
const kRegister = "export { register } from 'ssecast/next/instrumentation';";
const kConfig =
  "import { withSSECast } from 'ssecast/next/config';\nexport default withSSECast({});";
const kRoute =
  "import { live } from '@/lib/live';\nexport const { GET, POST, OPTIONS } = live.route({ authorize, allow: {} });";

/** Everything as it should be. */
const kFine: Files = {
  'next.config.mjs': kConfig,
  'instrumentation.ts': kRegister,
  'tsconfig.json':
    '{ "compilerOptions": { "paths": { "@/*": ["./*"], }, }, } // an editor wrote this',
  'lib/live.ts':
    "import { defineLive } from 'ssecast';\nexport const live = defineLive({ all: {} });",
  'app/api/sse/route.ts': kRoute,
};

type Files = Record<string, string>;
const folders: string[] = [];

/** Writes an application with a Next.js that has only what the checks read of it. */
function write(files: Files, next = '16.0.0'): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-doctor-app-'));
  folders.push(folder);
  const all: Files = {
    'package.json': '{}',
    '.git': '',
    'node_modules/next/package.json': JSON.stringify({ name: 'next', version: next }),
    'node_modules/next/dist/compiled/path-to-regexp/index.js':
      "exports.pathToRegexp = (text) => new RegExp('^' + text.replace('/:path*', '(/.*)?') + '$');",
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(path.join(folder, name, '..'), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  symlinkSync(root, path.join(folder, 'node_modules/ssecast'));
  return folder;
}

const examine = (files: Files, next?: string) => findingsOf([], write(files, next));

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test('an application as the docs have it has no fault', async () => {
  const findings = await examine(kFine);
  expect(faultsOf(findings)).toEqual([]);
  expect(find(findings, 'binary').text).toContain('loads');
  expect(find(findings, 'route').text).toBe('app/api/sse/route.ts serves /api/sse');
});

test('an application without anything learns the lines to write', async () => {
  const findings = await examine({ 'app/page.tsx': 'export default () => <p>Hello</p>;' });
  expect(faultsOf(findings)).toEqual([
    'next.config: problem',
    'register: problem',
    'route: warning',
  ]);
  expect(find(findings, 'next.config').remedy).toContain('export default withSSECast(nextConfig);');
  expect(find(findings, 'register').remedy).toBe(`instrumentation.js:  ${kRegister}`);
  expect(find(findings, 'route').remedy).toMatch(/^app\/api\/sse\/route\.js: /);
});

test('the lines to write name files of TypeScript where the application has it', async () => {
  const findings = await examine({ 'src/pages/index.tsx': '', 'tsconfig.json': '{}' });
  expect(find(findings, 'register').remedy).toBe(`src/instrumentation.ts:  ${kRegister}`);
  expect(find(findings, 'route').remedy).toMatch(/^src\/pages\/api\/sse\.ts: {2}export default/);
});

test('versions of Next', async () => {
  expect(find(await examine(kFine, '13.5.0'), 'next').verdict).toBe('problem');
  expect(find(await examine(kFine, '14.2.0'), 'next').verdict).toBe('ok');
  expect(find(await examine(kFine, '17.0.0'), 'next').verdict).toBe('warning');
});

test.each([
  ['its own export', kRegister],
  [
    'createRegister',
    "import { createRegister as make } from 'ssecast/next/instrumentation';\nexport const register = make({});",
  ],
  [
    'a dynamic import beside another',
    "import { registerOTel } from '@vercel/otel';\nexport async function register() {\n  registerOTel('app');\n" +
      "  if (process.env.NEXT_RUNTIME === 'nodejs') (await import('./node-only')).start();\n}",
  ],
])('register, with %s', async (_how, text) => {
  const files = {
    ...kFine,
    'instrumentation.ts': text,
    'node-only.ts':
      "import { register } from 'ssecast/next/instrumentation';\nexport const start = () => register();",
  };
  expect(faultsOf(await examine(files))).toEqual([]);
});

test.each([
  ['exports none', 'export const onRequestError = () => {};', 'exports no register'],
  ['has another', 'export function register() {}', 'does not call'],
  [
    'imports and does not call it',
    "import { register as other } from 'ssecast/next/instrumentation';\nexport function register() {}",
    'does not call',
  ],
  ['only names it', `export function register() {}\n// ${kRegister}`, 'does not call'],
])('an instrumentation file that %s', async (_how, text, says) => {
  const { verdict, text: said } = find(
    await examine({ ...kFine, 'instrumentation.ts': text }),
    'register',
  );
  expect(verdict).toBe('problem');
  expect(said).toContain(says);
});

test('an instrumentation file in the wrong folder', async () => {
  const files: Files = { 'instrumentation.ts': kRegister, 'src/app/page.tsx': '' };
  const { remedy } = find(await examine(files), 'register');
  expect(remedy).toBe('mv instrumentation.ts src/instrumentation.ts');
});

test('a configuration by hand', async () => {
  const byHand = (text: string) => ({ ...kFine, 'next.config.mjs': text });
  const listed = byHand("export default { serverExternalPackages: ['ssecast/native'] };");
  expect(find(await examine(listed), 'next.config').verdict).toBe('ok');
  // Next 14 calls it otherwise.
  expect(find(await examine(listed, '14.2.0'), 'next.config').verdict).toBe('warning');
  const old =
    "export default { experimental: { serverComponentsExternalPackages: ['ssecast/native'] } };";
  expect(find(await examine(byHand(old), '14.2.0'), 'next.config').text).toContain(
    'instrumentationHook',
  );
  const exported = byHand("export default { output: 'export' };");
  expect(find(await examine(exported), 'next.config').verdict).toBe('problem');
  const unused = byHand("import { withSSECast } from 'ssecast/next/config';\nexport default {};");
  expect(find(await examine(unused), 'next.config').verdict).toBe('problem');
});

test('a tsconfig.json that does not find the parts of the package', async () => {
  const config = '{ "compilerOptions": { "moduleResolution": "node", } }';
  const { verdict, remedy } = find(await examine({ ...kFine, 'tsconfig.json': config }), 'types');
  expect(verdict).toBe('problem');
  expect(remedy).toContain('"moduleResolution": "bundler"');
});

test('a package of a workspace, whose root has the copy', async () => {
  const folder = write({ 'packages/web/package.json': '{}' });
  const findings = await findingsOf([], path.join(folder, 'packages/web'));
  expect(find(findings, 'ssecast').verdict).toBe('ok');
  expect(find(findings, 'binary').verdict).toBe('ok');
});

test('the folder of a standalone output itself', async () => {
  const folder = write({ 'server.js': '', '.next/required-server-files.json': '{}' });
  expect(faultsOf(await findingsOf([], folder))).toEqual([]);
});

test('a route in the edge runtime', async () => {
  const files = { ...kFine, 'app/api/sse/route.ts': `${kRoute}\nexport const runtime = 'edge';` };
  const { verdict, remedy } = find(await examine(files), 'route');
  expect(verdict).toBe('problem');
  expect(remedy).toContain("export const runtime = 'nodejs';");
});

test('a route that only publishes is none of the routes', async () => {
  const publishes =
    "import { live } from '@/lib/live';\nexport const GET = () => live.all.send('a', 1);";
  const findings = await examine({ ...kFine, 'app/api/say/route.ts': publishes });
  expect(findings.filter(({ check }) => check === 'route')).toHaveLength(1);
});

test('a route of pages/api needs register for the shutdown only', async () => {
  const pages: Files = {
    'next.config.mjs': kConfig,
    'pages/api/sse.ts':
      "import { createSSEHandler } from 'ssecast/node';\nexport default createSSEHandler({ authorize });",
  };
  const findings = await examine(pages);
  expect(find(findings, 'route').text).toContain('/api/sse');
  const { verdict, text } = find(findings, 'register');
  expect(verdict).toBe('warning');
  expect(text).toMatch(/^There is no instrumentation\.js, so no stream ends in order on SIGTERM/);
  expect(text).not.toContain('JavaScript writes');
  const other = { ...pages, 'instrumentation.js': 'export function register() {}' };
  expect(find(await examine(other), 'register').text).not.toContain('JavaScript writes');
  const { 'instrumentation.ts': _, ...both } = { ...kFine, ...pages };
  const register = find(await examine(both), 'register');
  expect(register.verdict).toBe('problem');
  expect(register.text).toContain('so JavaScript writes the streams of app, ');
});

test.each([
  ['app', 'app/layout.js', 'app/api/sse/route.js', 'rm -r app/live-example'],
  [
    'pages',
    'src/pages/index.js',
    'src/pages/api/sse.js',
    'rm src/pages/live-example.js src/pages/api/live-example.js',
  ],
])('what init has written for a first try, in %s', async (_router, first, route, remove) => {
  const folder = write({ 'package.json': '{ "dependencies": { "next": "16" } }', [first]: '' });
  expect((await runCli(['init', folder, '--yes'])).code).toBe(0);
  const findings = await findingsOf([], folder);
  expect(faultsOf(findings)).toEqual(['access: warning', 'example: warning']);
  const { text, remedy } = find(findings, 'access');
  expect(text).toContain(`${route} lets everyone in`);
  expect(remedy).toContain('docs/start.md, "Who is let in"');
  expect(find(findings, 'example').remedy).toBe(remove);
  for (const file of remove.split(' ').slice(1))
    rmSync(path.join(folder, file), { recursive: true, force: true });
  const file = path.join(folder, route);
  const own = readFileSync(file, 'utf8').replace('async () => ({})', 'userOf');
  writeFileSync(file, own);
  expect(faultsOf(await findingsOf([], folder))).toEqual([]);
});

test('middleware', async () => {
  const middleware = (body: string, matcher: string) => ({
    ...kFine,
    'proxy.ts': `import { NextResponse } from 'next/server';\nexport const proxy = () => NextResponse.${body};\nexport const config = { matcher: ${matcher} };`,
  });
  const redirects = find(
    await examine(middleware("redirect('/login')", "'/api/:path*'")),
    'middleware',
  );
  expect(redirects.verdict).toBe('warning');
  expect(redirects.remedy).toContain("matcher: ['/((?!api/sse|_next).*)']");
  const passes = await examine(middleware('next()', "'/api/:path*'"));
  expect(find(passes, 'middleware').text).toContain('passes it on');
  const elsewhere = await examine(middleware("redirect('/login')", "[{ source: '/admin' }]"));
  expect(find(elsewhere, 'middleware').text).toContain('leaves out');
});

test('a standalone output for another system', async () => {
  const folder = write({
    ...kFine,
    'next.config.mjs': kConfig.replace('{}', "{ output: 'standalone' }"),
  });
  const copy = path.join(folder, '.next/standalone/node_modules/ssecast');
  const native = path.join(root, 'native');
  cpSync(native, path.join(copy, 'native'), {
    recursive: true,
    filter: (name) => !name.startsWith(path.join(native, 'prebuilds')),
  });
  cpSync(path.join(root, 'package.json'), path.join(copy, 'package.json'));
  mkdirSync(path.join(copy, 'native/prebuilds/other-system'), { recursive: true });
  const { verdict, text, remedy } = find(await findingsOf([], folder), 'standalone');
  expect(verdict).toBe('problem');
  expect(text).toContain('was built for other-system');
  expect(remedy).toContain('build it on the system');
  cpSync(path.join(native, 'prebuilds'), path.join(copy, 'native/prebuilds'), { recursive: true });
  expect(find(await findingsOf([], folder), 'standalone').verdict).toBe('ok');
});

test('a second copy of the package', async () => {
  const folder = write(kFine);
  const copy = path.join(folder, 'node_modules/other/node_modules/ssecast');
  mkdirSync(copy, { recursive: true });
  writeFileSync(
    path.join(copy, 'package.json'),
    JSON.stringify({ name: 'ssecast', version: '0.0.9' }),
  );
  const { verdict, text } = find(await findingsOf([], folder), 'ssecast');
  expect(verdict).toBe('warning');
  expect(text).toContain('0.0.9');
});

test('an addon that is damaged', async () => {
  const folder = write(kFine);
  const copy = path.join(folder, 'node_modules/ssecast');
  rmSync(copy);
  cpSync(path.join(root, 'native'), path.join(copy, 'native'), { recursive: true });
  cpSync(path.join(root, 'package.json'), path.join(copy, 'package.json'));
  const file =
    find(await findingsOf([], folder), 'binary').text.match(/for (\S+) loads/)?.[1] ?? '';
  writeFileSync(path.join(copy, 'native/prebuilds', file, 'ssecast.node'), 'damaged');
  const { verdict, remedy } = find(await findingsOf([], folder), 'binary');
  expect(verdict).toBe('problem');
  expect(remedy).toBe('npx ssecast build');
});

test('a folder without an application', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-doctor-empty-'));
  folders.push(folder);
  const { code, errors } = await runDoctor([], folder);
  expect(code).toBe(3);
  expect(errors).toContain('Expected an application with a package.json');
});
