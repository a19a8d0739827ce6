import { CliError } from '../cli-error.js';

/**
 * Learns once that nobody reads the output any more, as behind `| head`.
 * @returns a promise that resolves then, and rejects when the output fails otherwise
 */
export function outputClosed(): Promise<void> {
  // What is said besides may go nowhere.
  process.stderr.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') resolve();
      else reject(new CliError(`The output could not be written (${error.message}).`));
    });
  });
}
