/** Format, lint, types and the package. Changes nothing; `npm run format` puts the format right. */
import { clangTidy } from './lib/clang-tidy.mjs';
import { pack } from './lib/example.mjs';
import { findMachinePaths } from './lib/machine-paths.mjs';
import { consumerTypes, hovers } from './lib/oldest-types.mjs';
import { Failure, main, run, runBin, runScript } from './lib/run.mjs';
import { cppSources, sources } from './lib/sources.mjs';
import { runAll } from './lib/steps.mjs';
import { structure } from './lib/structure.mjs';

/** The one that others extend, and the one whose errors test/unit/types compares. */
const skipped = ['tsconfig.base.json', 'test/types/errors/tsconfig.json'];

async function types() {
  // Next checks the types of the example when it builds it.
  const configs = await sources('tsconfig*.json', 'bench/tsconfig*.json', 'test/**/tsconfig*.json');
  for (const config of configs.filter((name) => !skipped.includes(name))) {
    await runBin('tsc', ['--noEmit', '-p', config]);
  }
}

async function packageShape() {
  const tarball = await pack();
  await runBin('publint', ['run', tarball, '--strict']);
  await runBin('attw', [tarball, '--profile', 'node16']);
}

async function budgets() {
  const broken = (await structure()).filter(({ isIn }) => !isIn);
  if (broken.length === 0) return;
  const sentences = broken.map(
    ({ what, value, budget }) => `${what}: expected at most ${budget} but it is ${value}.`,
  );
  throw new Failure(sentences.join('\n'));
}

await main(async () => {
  await runScript('setup', '--test');
  await runScript('build');
  await runAll({
    'format and lint': () => runBin('biome', ['check', '--error-on-warnings', '.']),
    types,
    'types in an app': consumerTypes,
    'types in an editor': hovers,
    'C++ format': async () =>
      run('clang-format', ['--dry-run', '-Werror', ...(await cppSources())]),
    'C++ lint': clangTidy,
    package: packageShape,
    'budgets of size and length': budgets,
    'paths of this machine': findMachinePaths,
  });
});
