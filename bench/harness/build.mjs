import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installLocked, npm } from '../../scripts/lib/npm.mjs';
import { run, runScript } from '../../scripts/lib/run.mjs';
import { digest, once } from '../../scripts/lib/stamp.mjs';
import { buildLoadClient } from '../../tools/load-client/index.mjs';
import { bench, nextApp, output, root } from './paths.mjs';

const inApp = (...parts) => path.join(nextApp, ...parts);
const installed = inApp('node_modules/ssecast');

async function buildNative() {
  await buildLoadClient();
  const folder = `${output}/cmake`;
  await run('cmake', ['-S', bench, '-B', folder, '-DCMAKE_BUILD_TYPE=Release'], { quiet: true });
  await run('cmake', ['--build', folder], { quiet: true }).catch(
    () => run('cmake', ['--build', folder]), // once more, to show what is wrong
  );
}

/** The app uses the packed tarball, as users do. It is not in the lock: it changes with the source. */
async function installPackage() {
  const parts = ['dist', 'native', 'package.json'];
  const value = digest(parts.map((name) => path.join(root, name)));
  const stamp = inApp('node_modules/.bench-package');
  await once({ stamp, value, outputs: [installed] }, async () => {
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', output];
    const [packed] = JSON.parse(await npm(args, { capture: true }));
    // npm keeps a package whose version it has already, whatever the tarball holds.
    rmSync(installed, { recursive: true, force: true });
    const tarball = path.join(output, packed.filename);
    await npm(['install', '--no-save', '--ignore-scripts', tarball], { cwd: nextApp, quiet: true });
  });
}

/** The addon stays outside the bundles: a change of C++ alone needs no new build of the app. */
async function buildApp() {
  const names = ['app', 'next.config.mjs', 'instrumentation.js', 'package-lock.json'];
  const value = digest([...names.map((name) => inApp(name)), path.join(installed, 'dist')]);
  const stamp = inApp('.next/.bench-build');
  await once({ stamp, value, outputs: [inApp('.next/BUILD_ID')] }, () =>
    run(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
      cwd: nextApp,
      env: { NEXT_TELEMETRY_DISABLED: '1' },
    }),
  );
}

/** Builds what the chosen peers and figures need and skips what is done. */
export async function build(peers, figures, log) {
  // The backplane has peers of its own, on plain Node servers.
  const isOnlyBackplane = figures.every((name) => name === 'backplane');
  const chosen = isOnlyBackplane ? [] : peers;
  mkdirSync(output, { recursive: true });
  await runScript('setup');
  log('building the native parts');
  await buildNative();
  await installLocked(bench);
  log('building ssecast');
  await runScript('build');
  if (chosen.some((peer) => peer.next)) {
    log('building the Next app');
    await installLocked(nextApp);
    await installPackage();
    await buildApp();
  }
}
