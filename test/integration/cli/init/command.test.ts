// The compiled command in a process of its own, with and without a terminal.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const program = path.resolve(__dirname, '../../../../dist/esm/lib/cli/main.js');
const running = new Set<ChildProcess>();
let folder: string;

const files = {
  'package.json': '{ "dependencies": { "next": "16.0.0", "react": "19.0.0" } }',
  'app/layout.js': 'export default ({ children }) => children;\n',
  'next.config.mjs': 'export default {\n  poweredByHeader: false,\n};\n',
};
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ssecast-init-'));
  for (const [file, text] of Object.entries(files)) write(file, text);
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  rmSync(folder, { recursive: true });
});

/** Runs a command in the app. `answer`: what is typed when the output has the question. */
async function run(command: string, args: string[], answer?: string) {
  const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' };
  const child = spawn(command, args, { cwd: folder, env });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      output[name] += chunk;
      if (answer !== undefined && /Write these \d+ files\?/.test(output[name])) {
        child.stdin.write(answer);
        answer = undefined;
      }
    });
  }
  const [code] = await once(child, 'close');
  running.delete(child);
  return { code, ...output };
}

const init = (...args: string[]) => run(process.execPath, [program, 'init', ...args]);

/** The same with a terminal, where its answer is typed. */
const onTerminal = (answer: string, columns = 100) =>
  run(
    'script',
    ['-qec', `stty cols ${columns}; '${process.execPath}' '${program}' init`, '/dev/null'],
    answer,
  );

const isUntouched = () =>
  !existsSync(path.join(folder, 'lib')) && read('next.config.mjs') === files['next.config.mjs'];

describe('without a terminal', () => {
  it('shows the diff on stdout, changes nothing, and ends with 1', async () => {
    const { code, stdout, stderr } = await init();
    expect(code).toBe(1);
    expect(stdout).toContain('--- a/next.config.mjs\n+++ b/next.config.mjs\n');
    expect(stdout).toContain('-export default {\n+import { withSSECast }');
    expect(stdout).toContain('--- /dev/null\n+++ b/app/api/sse/route.js\n');
    // Neither colours nor movements of a cursor.
    expect(stdout + stderr).not.toContain('\u001b');
    expect(stderr).toContain('Nothing was changed, because there is no terminal');
    expect(isUntouched()).toBe(true);
  });

  it('prints a diff that git applies, also to a file with CRLF', async () => {
    write('next.config.mjs', files['next.config.mjs'].replaceAll('\n', '\r\n'));
    // Which asks for colours, in the terms of many programs.
    const { stdout } = await run('env', [
      '-u',
      'NO_COLOR',
      'CI=1',
      process.execPath,
      program,
      'init',
      '--dry-run',
    ]);
    write('init.diff', stdout);
    expect((await run('git', ['apply', 'init.diff'])).stderr).toBe('');
    rmSync(path.join(folder, 'init.diff'));
    expect((await init()).code).toBe(0);
    expect(read('next.config.mjs')).toMatch(/withSSECast\(\{\r\n.*\r\n\}\);\r\n$/);
  });

  it('writes with --yes, and a second run finds nothing to do', async () => {
    const first = await init('--yes');
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(/^Written: next\.config\.mjs, instrumentation\.js, /);
    expect(first.stderr).toMatch(
      /npm install ssecast\n {2}npm run dev\n {2}open http:\/\/localhost:3000\/live-example/,
    );
    expect(read('next.config.mjs')).toContain('export default withSSECast({');
    expect(first.stderr).toMatch(
      /Before production:\n {2}write your own authorize in app\/api\/sse\/route\.js, .*"Who is let in".*\n {2}delete app\/live-example: /,
    );
    const second = await init('--yes');
    expect(second).toMatchObject({ code: 0, stdout: '' });
    expect(second.stderr).toContain('Nothing to change: the app is set up.');
    const route = read('app/api/sse/route.js');
    write('app/api/sse/route.js', route.replace('async () => ({})', 'userOf'));
    const third = await init('--yes');
    expect(third.code).toBe(0);
    expect(third.stderr).toMatch(
      /Next:\n {2}npm install ssecast\n {2}npm run dev\nBefore production:\n {2}delete /,
    );
  });

  it('names the port of the script dev', async () => {
    const manifest = JSON.parse(files['package.json']);
    write('package.json', JSON.stringify({ ...manifest, scripts: { dev: 'next dev -p 4000' } }));
    expect((await init('--yes')).stderr).toContain('open http://localhost:4000/live-example and');
  });

  it('ends with 1 where something is left to write', async () => {
    write('next.config.mjs', 'const config = {};\n');
    const { code, stderr } = await init('--yes');
    expect(code).toBe(1);
    expect(stderr).toMatch(/Left for you:\n.*next\.config\.mjs exports its configuration in a way/);
    expect(existsSync(path.join(folder, 'lib/live.js'))).toBe(true);
  });

  it.each([
    [
      { 'package.json': '{ "dependencies": { "next": "13.4.0" } }' },
      3,
      'ssecast: Expected Next.js 14.2 or newer',
    ],
    [
      { 'package.json': '{}', 'next.config.mjs': undefined },
      3,
      'ssecast: Expected the folder of a Next.js app',
    ],
  ])('says in a sentence what is wrong: %#', async (changed, expected, sentence) => {
    for (const [file, text] of Object.entries(changed)) {
      if (text === undefined) rmSync(path.join(folder, file));
      else write(file, text);
    }
    const { code, stdout, stderr } = await init('--yes');
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
  });

  it('has a help with examples', async () => {
    const { code, stdout } = await init('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('$ npx ssecast init --dry-run');
  });
});

describe('on a terminal', () => {
  it('asks, and writes after yes', async () => {
    expect(await onTerminal('y')).toMatchObject({ code: 0 });
    expect(read('next.config.mjs')).toContain('withSSECast');
  });

  it('asks on a line where the terminal says no width', async () => {
    const { code, stdout } = await onTerminal('y', 0);
    expect(stdout).toMatch(/Write these \d+ files\?/);
    expect(code).toBe(0);
  });

  it('changes nothing after no', async () => {
    const { code, stdout } = await onTerminal('n');
    expect(code).toBe(1);
    expect(stdout).toContain('Nothing was changed.');
    expect(isUntouched()).toBe(true);
  });

  it('changes nothing after Ctrl+C, and ends with 130', async () => {
    expect(await onTerminal('\u0003')).toMatchObject({ code: 130 });
    expect(isUntouched()).toBe(true);
  });
});
