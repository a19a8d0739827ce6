import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { cmakeBuild } from './cmake.mjs';
import { fromRoot } from './paths.mjs';
import { Failure, run, say } from './run.mjs';

/** Executables that CMake puts there: test/fuzz/fuzz_<what>.cpp becomes bin/fuzz_<what>. */
const targetsFolder = fromRoot('build/fuzz/bin');

/**
 * The broadcaster is kept from input to input, so looking for leaks after each one finds its caches;
 * leaks are still looked for at the end. Choosing inputs by their rarity takes longer than running them.
 */
const own = { fuzz_broadcaster: ['-max_len=96', '-detect_leaks=0', '-entropic=0'] };

/** Builds the libFuzzer targets with clang. @returns their names */
async function buildTargets() {
  await cmakeBuild(fromRoot('build/fuzz'), {
    CMAKE_BUILD_TYPE: 'RelWithDebInfo',
    CMAKE_CXX_COMPILER: 'clang++',
    SSECAST_FUZZ: 'ON',
  });
  const names = existsSync(targetsFolder) ? readdirSync(targetsFolder).sort() : [];
  if (names.length === 0) throw new Failure(`Expected fuzz targets in ${targetsFolder}.`);
  mkdirSync(fromRoot('build/results'), { recursive: true });
  return names;
}

/** Runs a target. Its own words are shown when it finds something. */
async function runTarget(name, limit) {
  const corpus = fromRoot('build/corpus', name);
  mkdirSync(corpus, { recursive: true });
  const seeds = fromRoot('test/fuzz/corpus', name);
  const child = spawn(
    `${targetsFolder}/${name}`,
    [
      limit,
      ...(own[name] ?? []),
      '-timeout=20',
      '-print_final_stats=1',
      '-verbosity=0',
      `-artifact_prefix=${fromRoot('build/results')}/`,
      corpus,
      ...(existsSync(seeds) ? [seeds] : []),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    words = (words + chunk).slice(-100_000);
  });
  const [code] = await once(child, 'close');
  const executions = Number(/number_of_executed_units:\s*(\d+)/.exec(words)?.[1] ?? 0);
  if (code !== 0) console.error(words);
  return { name, executions, ok: code === 0 && executions > 0 };
}

/** What the frame encoder was given goes through the built addon, and `eventsource-parser` reads it. */
const readBack = () =>
  run(process.execPath, [
    fromRoot('test/fuzz/read-back.mjs'),
    fromRoot('build/corpus/fuzz_frame_encoder'),
  ]);

/**
 * Runs every target, as many at once as there are processors.
 * @param limit an option of libFuzzer: `-max_total_time=SECONDS` or `-runs=COUNT`, for each
 * @returns what each did, as build/results/fuzz.json tells it, too; a finding is written beside it
 */
export async function fuzz(limit, only) {
  const names = (await buildTargets()).filter((name) => only === undefined || name === only);
  if (names.length === 0)
    throw new Failure(`Expected the name of a fuzz target but received ${only}.`);
  const queue = [...names];
  const results = [];
  const worker = async () => {
    for (let name = queue.shift(); name; name = queue.shift()) {
      const result = await runTarget(name, limit);
      const executions = result.executions.toLocaleString('en');
      say(`${name}: ${executions} executions, ${result.ok ? 'no finding' : 'A FINDING'}`);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  if (names.includes('fuzz_frame_encoder')) await readBack();
  const record = { date: new Date().toISOString(), limit, results };
  writeFileSync(fromRoot('build/results/fuzz.json'), `${JSON.stringify(record, null, 2)}\n`);
  const found = results.filter(({ ok }) => !ok).map(({ name }) => name);
  if (found.length > 0) throw new Failure(`Fuzzing found something in ${found.join(', ')}.`);
  return results;
}
