import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Finding, ok, problem } from '../../finding.js';
import { type Application, configField } from '../application.js';
import { findCopiesBelow } from '../copies.js';
import { loadAddon } from '../load-addon.js';
import type { RouteFile } from '../routes.js';

const kCheck = 'standalone';

/** Whether the output of `output: 'standalone'` runs on this system. */
export async function checkStandalone(
  app: Application,
  routes: readonly RouteFile[],
): Promise<Finding[]> {
  if (app.next === undefined) return [];
  const dist = configField(app, 'distDir');
  const output = path.resolve(app.folder, typeof dist === 'string' ? dist : '.next', 'standalone');
  if (!existsSync(output)) return [];
  const name = app.show(output);
  const copies = findCopiesBelow(output);
  if (copies.length === 0) {
    if (routes.length === 0) return [];
    const text = `${name} has no ssecast, so its streams do not start`;
    return [
      problem(
        kCheck,
        text,
        'next.config.mjs:  export default withSSECast(nextConfig);\nnpx next build',
      ),
    ];
  }
  return Promise.all(copies.map((copy) => check(copy, name)));
}

async function check(copy: string, name: string): Promise<Finding> {
  const targets = targetsOf(copy).join(', ') || 'no system';
  const loaded = await loadAddon(copy);
  if ('target' in loaded) return ok(kCheck, `${name} runs here (${loaded.target})`);
  const text = `${name} was built for ${targets}, and does not run on this system: ${loaded.failure}`;
  const remedy =
    'build it on the system that runs it (in the Dockerfile: RUN npm ci && npx next build)\n' +
    `or copy the addons of all systems:  cp -r node_modules/ssecast/native/prebuilds ${path.join(copy, 'native')}/`;
  return problem(kCheck, text, remedy);
}

function targetsOf(copy: string): string[] {
  const folder = path.join(copy, 'native/prebuilds');
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
