/** The packed package where a test of an app imports it, resolved by Jest's own environments. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.resolve(__dirname, '../../..');
const jestProgram = path.join(root, 'node_modules/jest/bin/jest.js');
let app: string;

beforeAll(async () => {
  app = mkdtempSync(path.join(tmpdir(), 'ssecast-jest-'));
  const installed = path.join(app, 'node_modules/ssecast');
  mkdirSync(installed, { recursive: true });
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', app];
  const [packed] = JSON.parse((await run('npm', pack, { cwd: root })).stdout);
  const tarball = path.join(app, packed.filename);
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  const parser = 'node_modules/eventsource-parser';
  cpSync(path.join(root, parser), path.join(app, parser), { recursive: true });
  writeFileSync(path.join(app, 'package.json'), '{ "private": true }');
});
afterAll(() => rmSync(app, { recursive: true, force: true }));

interface Setting {
  environment: 'node' | 'jsdom';
  /** At the beginning of the test's file. */
  pragma?: string;
}

/** Runs a test of the app's own that imports `entry`. @returns what Jest prints, and whether it passed */
async function jestIn(
  entry: string,
  { environment, pragma = '' }: Setting,
): Promise<{ ok: boolean; output: string }> {
  writeFileSync(
    path.join(app, 'a.test.js'),
    `${pragma}\ntest('imports', () => { require(${JSON.stringify(entry)}); });\n`,
  );
  // By their paths: the app has no Jest of its own.
  const config = {
    rootDir: app,
    testEnvironment: require.resolve(`jest-environment-${environment}`),
    transform: {},
  };
  writeFileSync(path.join(app, 'jest.config.json'), JSON.stringify(config));
  const args = [jestProgram, '--config', path.join(app, 'jest.config.json'), '--no-cache'];
  try {
    const { stdout, stderr } = await run(process.execPath, [...args, '-i'], { cwd: app });
    return { ok: true, output: stdout + stderr };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return { ok: false, output: stdout + stderr };
  }
}

test.each(['ssecast', 'ssecast/next', 'ssecast/node', 'ssecast/metrics', 'ssecast/backplane'])(
  '%s in a test with jsdom: a sentence about the test, not about the edge',
  async (entry) => {
    const { ok, output } = await jestIn(entry, { environment: 'jsdom' });
    expect(ok).toBe(false);
    expect(output).toContain('jest-environment-jsdom');
    expect(output).toContain('@jest-environment node');
    expect(output).not.toMatch(/edge/);
  },
);

test('what the sentence says helps: @jest-environment node', async () => {
  // The pragma names an environment that the app would have installed.
  const pragma = `/** @jest-environment ${require.resolve('jest-environment-node')} */`;
  const { ok, output } = await jestIn('ssecast', { environment: 'jsdom', pragma });
  expect({ ok, output: ok ? '' : output }).toEqual({ ok: true, output: '' });
});
