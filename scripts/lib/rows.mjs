import { Failure, say } from './run.mjs';

/** The rows named by `--only`, in that order; all without it. */
export function chosen(rows, only) {
  if (only === undefined) return rows;
  return only.split(',').map((name) => {
    const row = rows.find((each) => each.name === name);
    if (row !== undefined) return row;
    const known = rows.map((each) => each.name).join(', ');
    throw new Failure(`Expected rows of ${known} for --only but received ${name}.`);
  });
}

/**
 * Runs a row, which gives its checks, or an object with `checks`. One that breaks off counts as one
 * check that failed.
 */
export async function measure(row, options) {
  say(row.title);
  const began = performance.now();
  const result = await row
    .run(options)
    .catch((error) => [{ ok: false, figure: `broke off: ${error.message}` }]);
  const ms = performance.now() - began;
  const { checks, ...more } = Array.isArray(result) ? { checks: result } : result;
  for (const { ok, informs, figure } of checks) {
    say(`  ${ok ? 'ok' : informs ? 'informs' : 'SHORT'}: ${figure}`);
  }
  return { row, checks, ms, ...more };
}

/** Checks with `informs` neither pass nor fail a run. */
export function totalOf(results) {
  const checks = results.flatMap((result) => result.checks).filter(({ informs }) => !informs);
  const failed = checks.filter(({ ok }) => !ok).length;
  const failures = results.flatMap(({ row, checks }) =>
    checks
      .filter(({ ok, informs }) => !ok && !informs)
      .map(({ figure }) => `${row.name}: ${figure}`),
  );
  return { passed: checks.length - failed, failed, skipped: 0, failures };
}
