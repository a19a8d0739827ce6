import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** An app that has the package as it is built, and nothing else. */
let app: string;
const root = path.resolve(__dirname, '../..');

beforeAll(() => {
  app = mkdtempSync(path.join(tmpdir(), 'ssecast-app-'));
  const ssecast = path.join(app, 'node_modules/ssecast');
  for (const name of ['package.json', 'dist', 'native']) {
    cpSync(path.join(root, name), path.join(ssecast, name), { recursive: true });
  }
});
afterAll(() => rmSync(app, { recursive: true, force: true }));

/** A package of the app whose main file is that text. */
function install(name: string, text: string): void {
  const folder = path.join(app, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'index.js'), text);
}

/** The first failure of a backplane that is imported so. */
async function failureOf(load: string): Promise<{ code: string; message: string }> {
  const script = `
    (async () => {
      const { redisBackplane } = ${load};
      const connection = redisBackplane({ url: 'redis://127.0.0.1:1' }).connect('x', {
        failed({ code, message }) {
          console.log(JSON.stringify({ code, message }));
          connection.close();
        },
      });
      connection.hold(true);
      connection.open();
    })();
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', script], {
    cwd: app,
    env: { ...process.env, NODE_OPTIONS: '', NODE_PATH: '' },
    timeout: 20_000,
  });
  return JSON.parse(stdout);
}

const loads = { import: "await import('ssecast/redis')", require: "require('ssecast/redis')" };

it.each(Object.entries(loads))(
  'an app with neither library is told which to install: %s',
  async (_, load) => {
    expect(await failureOf(load)).toEqual({
      code: 'ERR_SSECAST_REDIS_MISSING_LIBRARY',
      message:
        'ssecast/redis needs ioredis or redis, which is not installed. Install one of them: ' +
        'npm install ioredis, or npm install redis',
    });
  },
);

it('a library that is installed and lacks a module of its own is not called missing', async () => {
  install('ioredis', "require('a-module-of-its-own');");
  expect((await failureOf(loads.import)).message).toMatch(
    /Cannot find module 'a-module-of-its-own'/,
  );
});
