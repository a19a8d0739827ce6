import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installLocked, npm } from './npm.mjs';
import { fromRoot } from './paths.mjs';
import { run, say } from './run.mjs';
import { digest, once } from './stamp.mjs';

export const exampleFolder = fromRoot('examples/next-app');
export const nextBin = path.join(exampleFolder, 'node_modules/next/dist/bin/next');

const inExample = (...parts) => path.join(exampleFolder, ...parts);

/** What `npm pack` takes, but docs: the files that package.json lists, and those that npm always adds. */
function packageDigest() {
  const { files } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  // Pages of docs are in no build.
  const code = files.filter((name) => !/^!?docs\b/.test(name));
  const all = [...code, 'package.json', 'README.md', 'LICENSE'];
  return digest(all.map((name) => fromRoot(name)));
}

let packed;

/**
 * Packs once in a process: what works beside reads the same file.
 * @returns the path of the tarball in build/package/
 */
export function pack() {
  packed ??= packNow();
  return packed;
}

async function packNow() {
  const folder = fromRoot('build/package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [{ filename }] = JSON.parse(
    await npm(['pack', '--json', '--pack-destination', folder], { capture: true }),
  );
  return path.join(folder, filename);
}

/**
 * Installs the packed package into the example as a user would. A link would not do: bundlers and
 * tracers treat files outside node_modules differently.
 */
export async function packIntoExample() {
  await installLocked(exampleFolder);
  const installed = inExample('node_modules/ssecast');
  const value = digest([inExample('package-lock.json')], packageDigest());
  const stamp = inExample('node_modules/.ssecast-package');
  const done = await once({ stamp, value, outputs: [installed] }, async () => {
    const tarball = await pack();
    // npm keeps a package whose version it has already, whatever the tarball holds.
    rmSync(installed, { recursive: true, force: true });
    await npm(['install', '--no-save', '--ignore-scripts', tarball], { cwd: exampleFolder });
  });
  say(done ? 'installed the package into examples/next-app' : 'the example has this package');
}

/**
 * Next's type check reads the types of all builds, and fails for a route that an earlier build knew and
 * that is gone.
 */
function removeRouteTypes() {
  for (const folder of ['.next/types', '.next/dev/types', '.next-standalone/types']) {
    rmSync(inExample(folder), { recursive: true, force: true });
  }
}

/** `next build` of the example, where the example or the package changed. */
async function buildInto(distDir, outputs, env) {
  const value = digest([exampleFolder], packageDigest());
  const done = await once({ stamp: inExample(distDir, '.ssecast-build'), value, outputs }, () => {
    removeRouteTypes();
    return run(process.execPath, [nextBin, 'build'], {
      cwd: exampleFolder,
      env: { NEXT_TELEMETRY_DISABLED: '1', ...env },
    });
  });
  say(`${done ? 'built the example' : 'the example is built'} in ${distDir}`);
}

export const buildExample = () => buildInto('.next', [inExample('.next/BUILD_ID')], {});

/** The standalone server, which the tests start beside `next start`. */
export const buildStandalone = () =>
  buildInto('.next-standalone', [inExample('.next-standalone/standalone/server.js')], {
    SSECAST_STANDALONE: '1',
  });
