import { readApp } from '../../../../lib/cli/init/app/app.js';
import { makePlan } from '../../../../lib/cli/init/plan/make-plan.js';
import { app, folderWith, manifestOf } from './support/fresh-app.js';

const page = { 'app/page.js': '' };

describe('a folder that is no app of Next', () => {
  it.each([
    ['nothing in it', {}, /has none\. Go to the folder of the app/],
    ['no next in package.json', { 'package.json': '{}', ...page }, /has one without it/],
    [
      'no page',
      { 'package.json': manifestOf('16') },
      /Expected a folder app, src\/app, pages or src\/pages/,
    ],
    ['a broken package.json', { 'package.json': '{', ...page }, /Expected JSON in .*package\.json/],
  ])('%s', async (_what, files, message) => {
    await expect(readApp(folderWith(files as Record<string, string>))).rejects.toThrow(message);
  });
});

describe('the port of the script dev', () => {
  it.each([
    ['next dev', 3000],
    ['next dev -p 4000', 4000],
    ['next dev --turbopack --port 4000', 4000],
    ['next dev --port=4000 -H 0.0.0.0', 4000],
    ['PORT=4000 next dev', 4000],
    ['cross-env NODE_ENV=development PORT="4000" next dev', 4000],
    ['set PORT=4000 && next dev', 4000],
    ['PORT=4000 next dev -p 5000', 5000],
    ['docker run -p 5432:5432 db & next dev & proxy -p 80', 3000],
    ['PORT=$WEB_PORT next dev', 3000],
  ])('%s: %i', async (dev, port) => {
    const manifest = JSON.stringify({ dependencies: { next: '16' }, scripts: { dev } });
    const folder = folderWith({ 'package.json': manifest, ...page });
    expect((await readApp(folder)).port).toBe(port);
  });
});

describe('the version of Next', () => {
  it.each(['13.5.6', '^14.1.0', '12'])('%s is too old', async (version) => {
    await expect(readApp(app(version, page))).rejects.toThrow(/^Expected Next\.js 14\.2 or newer/);
  });

  it('is the installed one, whatever package.json asks for', async () => {
    const next = { 'node_modules/next/package.json': JSON.stringify({ version: '14.1.4' }) };
    await expect(readApp(app('>=14', { ...page, ...next }))).rejects.toThrow('the app has 14.1');
  });

  it.each([
    ['14.2.35', 14],
    ['^15.0.0-rc.1', 15],
    ['latest', Infinity],
    ['workspace:*', Infinity],
  ])('%s', async (version, major) => {
    expect(await readApp(app(version, page))).toMatchObject({ next: major });
  });
});

describe('the root of a workspace', () => {
  const apps = {
    'apps/web/package.json': manifestOf('16'),
    'apps/docs/package.json': manifestOf('15'),
    'apps/api/package.json': '{}',
    'packages/ui/package.json': '{}',
  };

  it.each([
    ['npm', { 'package.json': '{ "workspaces": ["apps/*", "packages/*"] }' }],
    ['yarn', { 'package.json': '{ "workspaces": { "packages": ["./apps/**"] } }' }],
    [
      'pnpm',
      {
        'package.json': '{}',
        'pnpm-workspace.yaml': "packages:\n  - 'apps/*' # all\n  - packages/ui\n",
      },
    ],
    [
      'one that has next as well',
      {
        'package.json':
          '{ "workspaces": ["*/web", "apps/docs"], "dependencies": { "next": "16" } }',
      },
    ],
  ])('of %s is named with its apps', async (_what, files) => {
    const folder = folderWith({ ...apps, ...files } as Record<string, string>);
    await expect(readApp(folder)).rejects.toThrow(
      /is the root of a workspace, and these are its Next\.js apps: apps\/docs, apps\/web\. Name the app: npx ssecast init apps\/docs/,
    );
  });

  it('without an app says so', async () => {
    const folder = folderWith({
      'package.json': '{ "workspaces": ["packages/*"] }',
      'packages/ui/package.json': '{}',
    });
    await expect(readApp(folder)).rejects.toThrow('no package in it names next');
  });

  it('that is an app itself is one', async () => {
    const manifest = JSON.stringify({ workspaces: ['packages/*'], dependencies: { next: '16' } });
    expect(await readApp(folderWith({ ...page, 'package.json': manifest }))).toMatchObject({
      router: 'app',
      isInstalled: false,
    });
  });
});

it('knows the package manager by the nearest lock file', async () => {
  const folder = app('16', { ...page, 'pnpm-lock.yaml': '' });
  expect(await readApp(folder)).toMatchObject({ manager: 'pnpm' });
});

it('says that files alone carry no events', async () => {
  const folder = app('16', { ...page, 'next.config.mjs': "export default { output: 'export' };" });
  await expect(readApp(folder).then(makePlan)).rejects.toThrow("has output: 'export'");
});
