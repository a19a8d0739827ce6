import path from 'node:path';
import type { Command } from 'commander';

interface Options {
  yes?: boolean;
  dryRun?: boolean;
}

const help = `
Examples:
  $ npx ssecast init               show what changes, ask, and do it
  $ npx ssecast init apps/web      the same for an app of a workspace
  $ npx ssecast init --dry-run     show only
  $ npx ssecast init --yes         do it without asking, for scripts

It ends with 0 when the app is set up, and with 1 when something is left to do.`;

/** `npx ssecast init`: sets up an existing Next.js app. */
export function addInit(program: Command): void {
  program
    .command('init')
    .description('set up an existing Next.js app: configuration, route, hook and an example page')
    .argument('[folder]', 'the folder of the app', '.')
    .option('-y, --yes', 'apply the changes without asking')
    .option('--dry-run', 'show the changes and apply none')
    .addHelpText('after', help)
    .action(async (folder: string, { yes = false, dryRun = false }: Options) => {
      const { init } = await import('./init.js');
      process.exitCode = await init(path.resolve(folder), { yes, dryRun });
    });
}
