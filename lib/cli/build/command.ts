import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Command } from 'commander';
import { packageRoot } from '../package-root.js';

/** `npx ssecast build`: compiles the addon for this system. */
export function addBuild(program: Command): void {
  program
    .command('build')
    .description('compile the addon for this system, where the package brings none')
    .action(async () => {
      const script = path.join(packageRoot, 'scripts/build-native.mjs');
      const [code] = await once(spawn(process.execPath, [script], { stdio: 'inherit' }), 'exit');
      process.exitCode = code ?? 1;
    });
}
