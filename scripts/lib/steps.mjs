import { Failure, report, say } from './run.mjs';

/** Runs every step, also after one failed, and fails at the end with the names of those that did. */
export async function runAll(steps) {
  const failed = [];
  for (const [name, step] of Object.entries(steps)) {
    const start = performance.now();
    try {
      await step();
      say(`ok: ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    } catch (error) {
      // A command has said itself what was wrong.
      report(error);
      say(`FAILED: ${name}`);
      failed.push(name);
    }
  }
  if (failed.length > 0) throw new Failure(`Failed: ${failed.join(', ')}.`);
}
