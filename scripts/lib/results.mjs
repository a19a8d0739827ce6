import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { fromRoot } from './paths.mjs';

/** What a part of the tests counted, and the names of those that failed. */
export const none = { passed: 0, failed: 0, skipped: 0, failures: [] };

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  failures: [...a.failures, ...b.failures],
});

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Reads the totals that ctest writes at the head of its JUnit report. */
export function countCtest(file) {
  if (!existsSync(file)) return none;
  const report = readFileSync(file, 'utf8');
  const head = report.match(/<testsuite[^>]*>/)?.[0] ?? '';
  const total = (name) => Number(head.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0);
  const [failed, skipped] = [total('failures'), total('skipped') + total('disabled')];
  const cases = report.match(/<testcase[^>]*\bstatus="fail"[^>]*>/g) ?? [];
  const failures = cases.map((each) => each.match(/\bname="([^"]*)"/)?.[1] ?? each);
  return { passed: total('tests') - failed - skipped, failed, skipped, failures };
}

/** A file that could not run at all counts as one failed test. */
export function countJest(file) {
  if (!existsSync(file)) return none;
  const report = readJson(file);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: report.testResults.flatMap(failuresOfFile),
  };
}

function failuresOfFile({ name, assertionResults, message, status }) {
  const file = path.relative(fromRoot('.'), name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [`${file}: ${firstLines(message)}`];
  return failed.map((test) => `${file}: ${test.fullName}: ${firstLines(test.failureMessages[0])}`);
}

/** What was expected and what came, without colours and without the code around it. */
function firstLines(message = '') {
  const plain = stripVTControlCharacters(message).split('\n');
  return plain
    .filter((line) => line.trim() !== '')
    .slice(0, 6)
    .join('\n    ');
}

/** A run that failed without a failed test, by a crash perhaps, counts as one. */
export const settle = (counts, ok) =>
  ok || counts.failed > 0
    ? counts
    : { ...counts, failed: 1, failures: ['a run ended without a result'] };

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
