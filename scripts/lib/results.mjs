import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const none = { passed: 0, failed: 0, skipped: 0 };

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

function countCase({ result, failures }) {
  if (failures) return { ...none, failed: 1 };
  return result === 'COMPLETED' ? { ...none, passed: 1 } : { ...none, skipped: 1 };
}

/** Adds up the JSON reports that GoogleTest wrote into a folder, one for each executable. */
export function countGoogleTest(folder) {
  if (!existsSync(folder)) return none;
  return readdirSync(folder)
    .map((name) => readJson(path.join(folder, name)))
    .flatMap(({ testsuites }) => testsuites.flatMap(({ testsuite }) => testsuite))
    .map(countCase)
    .reduce(add, none);
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
