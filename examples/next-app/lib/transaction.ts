import { run } from './database';

/**
 * Commits `work`, or rolls it back when it throws, also for a refused `publish`. `work` must not be
 * asynchronous, because there is one connection to the database.
 */
export function transaction<Result>(work: () => Result): Result {
  run('BEGIN IMMEDIATE');
  try {
    const result = work();
    run('COMMIT');
    return result;
  } catch (error) {
    run('ROLLBACK');
    throw error;
  }
}
