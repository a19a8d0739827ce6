/**
 * Compiles lib/ three times, to native/ (CommonJS, beside the addon), dist/esm and dist/cjs, and joins the
 * modules that servers import.
 */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { bundleNative, bundleServer } from './lib/bundle-package.mjs';
import { fromRoot } from './lib/paths.mjs';
import { main, runBin, say } from './lib/run.mjs';
import { digest, once } from './lib/stamp.mjs';

const compile = (config) => runBin('tsc', ['-p', fromRoot(config)]);

function clean() {
  rmSync(fromRoot('dist'), { recursive: true, force: true });
  if (!existsSync(fromRoot('native'))) return;
  for (const name of readdirSync(fromRoot('native'))) {
    if (name !== 'prebuilds') rmSync(fromRoot('native', name), { recursive: true });
  }
}

async function build() {
  clean();
  await compile('tsconfig.native.json');
  // Both of these read the declarations in native/, by the name `ssecast/native`.
  await Promise.all([compile('tsconfig.esm.json'), compile('tsconfig.cjs.json')]);
  await Promise.all([bundleNative(), bundleServer()]);
  writeFileSync(fromRoot('dist/cjs/package.json'), '{ "type": "commonjs" }\n');
}

await main(async () => {
  const configs = ['base', 'native', 'esm', 'cjs'].map((name) => fromRoot(`tsconfig.${name}.json`));
  const bundler = fromRoot('scripts/lib/bundle-package.mjs');
  const sources = [fromRoot('lib'), fromRoot('package.json'), bundler, ...configs];
  const value = digest([...sources, fromRoot('package-lock.json')]);
  const outputs = [fromRoot('native/index.cjs'), fromRoot('dist/cjs/package.json')];
  const done = await once({ stamp: fromRoot('build/ts.stamp'), value, outputs }, build);
  say(done ? 'built dist/ and native/' : 'dist/ is up to date');
});
