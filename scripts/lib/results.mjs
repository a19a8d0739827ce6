import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fromRoot } from './paths.mjs';

export const none = { passed: 0, failed: 0, skipped: 0 };

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Reads the totals that ctest writes at the head of its JUnit report. */
export function countCtest(file) {
  if (!existsSync(file)) return none;
  const head = readFileSync(file, 'utf8').match(/<testsuite[^>]*>/)?.[0] ?? '';
  const total = (name) => Number(head.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0);
  const [failed, skipped] = [total('failures'), total('skipped') + total('disabled')];
  return { passed: total('tests') - failed - skipped, failed, skipped };
}

/** A file that could not run at all counts as one failed test. */
export function countJest(file) {
  if (!existsSync(file)) return none;
  const report = readJson(file);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** A run that failed without a failed test, by a crash perhaps, counts as one. */
export const settle = (counts, ok) => (ok || counts.failed > 0 ? counts : { ...counts, failed: 1 });

export const totalLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

const totals = fromRoot('build/results/totals');

/** Leaves a part's total for `sumTotals`. */
export function recordTotal(part, counts) {
  mkdirSync(totals, { recursive: true });
  writeFileSync(`${totals}/${part}.json`, JSON.stringify(counts));
}

/** The sum of the totals that were recorded since the folder was cleared. */
export function sumTotals() {
  const files = existsSync(totals) ? readdirSync(totals) : [];
  return files.map((file) => readJson(`${totals}/${file}`)).reduce(add, none);
}
