import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(__dirname, '../../..');
const script = path.join(root, 'test/integration/fixtures/import-cost.mjs');

interface Loaded {
  modules: string[];
  required: string[];
  threads: number;
}

/** The built package, as an app gets it. */
function load(specifier: string, counts = ''): { files: string[]; loaded: Loaded } {
  const output = execFileSync(process.execPath, [script, specifier, counts], {
    cwd: root,
    encoding: 'utf8',
  });
  const lines = output.trim().split('\n');
  const prefix = `file ${pathToFileURL(root)}/`;
  const files = lines
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length));
  return { files, loaded: JSON.parse(lines.at(-1) as string) as Loaded };
}

const isLinux = existsSync('/proc/self/task');

/** Counts, because a time would say more of the machine: docs/architecture.md has it. */
(isLinux ? describe : describe.skip)("import 'ssecast'", () => {
  it('reads a handful of files', () => {
    const { files } = load('ssecast', 'files');
    const own = files.filter((file) => !file.startsWith('test/'));
    expect(own.sort()).toEqual([
      'dist/esm/lib/index.js',
      'dist/esm/lib/shared/server.js',
      'dist/esm/lib/shared/start.js',
      'native/index.cjs',
    ]);
    const { required } = load('ssecast').loaded;
    const names = required.map((file) => path.relative(root, file)).sort();
    expect(names.filter((name) => name.endsWith('.cjs'))).toEqual([
      'native/index.cjs',
      'native/is-musl.cjs',
      'native/joined.cjs',
      'native/load-binding.cjs',
      'native/native-error.cjs',
      'native/system.cjs',
      'native/untraced.cjs',
    ]);
    expect(names.filter((name) => name.endsWith('.node'))).toHaveLength(1);
  });

  it.each(['ssecast', 'ssecast/next', 'ssecast/next/instrumentation', 'ssecast/node'])(
    'starts no thread and leaves slow modules of Node alone: %s',
    (specifier) => {
      const { threads, modules } = load(specifier).loaded;
      // Fewer: a thread of Node has ended meanwhile.
      expect(threads).toBeLessThanOrEqual(0);
      const slow = /^NativeModule (crypto|worker_threads|stream\/web|internal\/process\/report)$/;
      expect(modules.filter((name) => slow.test(name))).toEqual([]);
    },
  );

  it('loads no addon for the configuration of Next', () => {
    const { required, threads } = load('ssecast/next/config').loaded;
    expect(required).toEqual([]);
    expect(threads).toBeLessThanOrEqual(0);
  });
});
