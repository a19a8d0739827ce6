import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { cmakeBuild } from './cmake.mjs';
import { fromRoot } from './paths.mjs';
import { run } from './run.mjs';
import { definitionsOf, sanitizers } from './sanitizers.mjs';

export const cppReport = (name) => fromRoot('build/results', `${name}.xml`);

/** ThreadSanitizer's fixed memory layout does not fit kernels that move mappings by more bits. */
export function movesMappingsTooFar() {
  const setting = '/proc/sys/vm/mmap_rnd_bits';
  return existsSync(setting) && Number(readFileSync(setting, 'utf8')) > 28;
}

const options = {
  ASAN_OPTIONS: 'detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1',
  UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
  TSAN_OPTIONS: 'halt_on_error=1:second_deadlock_stack=1',
};

/** Builds the C++ tests, and the addon, under `kind` of sanitizers. @returns the folder */
export async function buildCppTests(kind) {
  const folder = fromRoot('build', sanitizers[kind].folder);
  await cmakeBuild(folder, definitionsOf(kind));
  return folder;
}

/**
 * Builds the C++ tests under `kind` of sanitizers and runs them through ctest. Rejects when one
 * failed; ctest leaves its report in `cppReport(kind)`.
 * @param kind `address` (with undefined behaviour and leaks) or `thread`
 */
export async function runCppTests(kind) {
  const report = cppReport(kind);
  rmSync(report, { force: true });
  mkdirSync(path.dirname(report), { recursive: true });
  const folder = await buildCppTests(kind);
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
  const fixed = kind === 'thread' && movesMappingsTooFar();
  const [command, ...args] = fixed ? ['setarch', '-R', ...ctest] : ctest;
  await run(command, [...args, '-j', String(availableParallelism())], {
    env: { GTEST_COLOR: 'no', ...options },
  });
}
