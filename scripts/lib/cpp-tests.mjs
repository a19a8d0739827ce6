import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { cmakeBuild } from './cmake.mjs';
import { fromRoot } from './paths.mjs';
import { run } from './run.mjs';

export const cppReport = (name) => fromRoot('build/results', `${name}.xml`);

/** ThreadSanitizer's fixed memory layout does not fit kernels that move mappings by more bits. */
export function movesMappingsTooFar() {
  const setting = '/proc/sys/vm/mmap_rnd_bits';
  return existsSync(setting) && Number(readFileSync(setting, 'utf8')) > 28;
}

/**
 * Builds the C++ tests in build/<name> and runs them through ctest. Rejects when one failed;
 * ctest leaves its report in `cppReport(name)`.
 */
export async function runCppTests(name, definitions, env = {}) {
  const folder = fromRoot('build', name);
  const report = cppReport(name);
  rmSync(report, { force: true });
  mkdirSync(path.dirname(report), { recursive: true });
  await cmakeBuild(folder, { SSECAST_TESTS: 'ON', ...definitions });
  const jobs = String(availableParallelism());
  const ctest = [
    'ctest',
    '--test-dir',
    folder,
    '--output-on-failure',
    '--no-tests=error',
    '--timeout',
    '300',
    '--output-junit',
    report,
  ];
  const fixed = definitions.SSECAST_SANITIZER === 'thread' && movesMappingsTooFar();
  const [command, ...args] = fixed ? ['setarch', '-R', ...ctest] : ctest;
  await run(command, [...args, '-j', jobs], {
    env: { GTEST_COLOR: 'no', ...env },
  });
}
