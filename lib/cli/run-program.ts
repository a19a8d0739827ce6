import { type Command, CommanderError } from 'commander';
import { CliError } from './cli-error.js';
import { coloursFor } from './terminal/colours.js';

/** Codes that the process ends with. */
export const exitCodes = {
  /** It worked, and there is nothing to do. */
  ok: 0,
  /** It worked, and found something: a fault, a loss, a change that is missing. */
  found: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** It could not do its work. */
  failed: 3,
  /** Ended by Ctrl+C. */
  interrupted: 130,
} as const;

/**
 * Runs the command that the arguments of the process name; without any it shows the help. Errors that a
 * user can cause are one sentence on stderr.
 */
export async function runProgram(program: Command): Promise<void> {
  try {
    // Commander takes it for a mistake, and writes the help to stderr.
    if (process.argv.length === 2) program.help();
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // It has said what is wrong, or shown its help.
      process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
      return;
    }
    if (!(error instanceof CliError)) throw error;
    console.error(`${coloursFor(process.stderr).red('ssecast:')} ${error.message}`);
    process.exitCode = error.exitCode;
  }
}
