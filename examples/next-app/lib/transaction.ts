import { run } from './database';

/**
 * All of `work`, or nothing of it when it throws: also when what it published was refused. It must not
 * wait for anything, for there is one connection to the database.
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
