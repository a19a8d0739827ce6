import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { fromRoot } from '../paths.mjs';
import { settle } from '../results.mjs';

const kLimit = 10 * 60_000;
const results = fromRoot('build/results/platforms');

/**
 * Runs a program with its output in a file: Node under Wine can write to no pipe.
 * @returns the output, and whether the program ended well in time
 */
async function runToFile({ command, env }, args, name) {
  mkdirSync(results, { recursive: true });
  const file = `${results}/${name}.txt`;
  const output = openSync(file, 'w');
  try {
    const child = spawn(command[0], [...command.slice(1), ...args], {
      cwd: fromRoot('.'),
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
      timeout: kLimit,
      killSignal: 'SIGKILL',
    });
    const [code] = await Promise.race([
      once(child, 'close'),
      once(child, 'error').then(([error]) => [error.message]),
    ]);
    return { ok: code === 0, text: readFileSync(file, 'utf8') };
  } finally {
    closeSync(output);
  }
}

/** Reads the report of Node's test runner in the format TAP. */
function countTap(text) {
  const lines = text.split('\n');
  const passed = lines.filter((line) => /^ok \d+/.test(line)).length;
  const failures = lines.filter((line) => /^not ok \d+/.test(line));
  return {
    passed,
    failed: failures.length,
    skipped: 0,
    failures: failures.map((line) => line.replace(/^not ok \d+ - /, '')),
  };
}

/** Runs test/platforms with a runner. @returns what was counted, and what it ran on */
export async function runTests(runner) {
  const started = await runner.start();
  const name = `${runner.target}-${runner.name.replace(/\W+/g, '-')}`;
  const asked = await runToFile(started, ['test/platforms/version.mjs'], `${name}-version`);
  const args = ['--test-reporter=tap', 'test/platforms/addon.test.mjs'];
  const { ok, text } = await runToFile(started, args, name);
  const counts = settle(countTap(text), ok);
  return {
    counts: { ...counts, failures: counts.failures.map((failure) => `${name}: ${failure}`) },
    on: asked.text.trim().split('\n').at(-1),
  };
}
