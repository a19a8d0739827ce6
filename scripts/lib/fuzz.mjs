import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { cmakeBuild, inFewUnits } from './cmake.mjs';
import { fromRoot } from './paths.mjs';
import { Failure, run, say } from './run.mjs';

/** Executables that CMake puts there: test/fuzz/fuzz_<what>.cpp becomes fuzz_<what>. */
const binaries = (folder) => fromRoot(folder, 'bin');

/**
 * Commands to a model. Sanitizers and coverage make them ten times slower, so a build with little of
 * both looks for new inputs; those, and a tenth of the time again, then run in the sanitized build.
 * A longer input costs more than it finds, and so does the choice of inputs by their rarity. The
 * broadcaster is kept from input to input: looking for leaks after each one finds its caches; leaks
 * are still looked for at the end.
 */
const models = {
  fuzz_broadcaster: ['-max_len=96', '-detect_leaks=0', '-entropic=0'],
  fuzz_queue_and_log: ['-max_len=160', '-entropic=0'],
};

const sanitized = 'build/fuzz';
const fast = 'build/fuzz-fast';

/** Builds the libFuzzer targets with clang. @returns their names */
export async function buildTargets() {
  const definitions = {
    CMAKE_BUILD_TYPE: 'RelWithDebInfo',
    CMAKE_CXX_COMPILER: 'clang++',
    SSECAST_FUZZ: 'ON',
    ...inFewUnits,
  };
  await cmakeBuild(fromRoot(sanitized), definitions);
  await cmakeBuild(fromRoot(fast), { ...definitions, SSECAST_FUZZ_FAST: 'ON' });
  const folder = binaries(sanitized);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  if (names.length === 0) throw new Failure(`Expected fuzz targets in ${folder}.`);
  mkdirSync(fromRoot('build/results'), { recursive: true });
  return names;
}

/** Runs one build of a target. Its own words are shown when it finds something. */
async function runBuild(folder, name, limit) {
  const corpus = fromRoot('build/corpus', name);
  mkdirSync(corpus, { recursive: true });
  const seeds = fromRoot('test/fuzz/corpus', name);
  const began = performance.now();
  const child = spawn(
    `${binaries(folder)}/${name}`,
    [
      limit,
      ...(models[name] ?? []),
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
  const seconds = (performance.now() - began) / 1000;
  const executions = Number(/number_of_executed_units:\s*(\d+)/.exec(words)?.[1] ?? 0);
  if (code !== 0) console.error(words);
  return { executions, seconds, ok: code === 0 && executions > 0 };
}

/**
 * What earlier runs found, as it was found: fuzzing cuts inputs off at `-max_len`.
 * @returns whether all of it is well
 */
async function replaySeeds(name) {
  const folder = fromRoot('test/fuzz/corpus', name);
  const seeds = existsSync(folder) ? readdirSync(folder).map((seed) => `${folder}/${seed}`) : [];
  if (seeds.length === 0) return true;
  const leaks = (models[name] ?? []).filter((option) => option.startsWith('-detect_leaks'));
  return run(`${binaries(sanitized)}/${name}`, [...leaks, ...seeds], { quiet: true }).then(
    () => true,
    () => false,
  );
}

/** A tenth of the runs, or of the seconds. */
const tenth = (limit) => limit.replace(/\d+/, (number) => Math.ceil(Number(number) / 10));

/** Runs a target as `models` says. */
async function runTarget(name, limit) {
  if (!(await replaySeeds(name))) {
    console.error(`${name} failed on what is in test/fuzz/corpus/${name}; run it on each of them.`);
    return { name, executions: 0, seconds: 1, ok: false };
  }
  if (!(name in models)) return { name, ...(await runBuild(sanitized, name, limit)) };
  const first = await runBuild(fast, name, limit);
  if (!first.ok) return { name, ...first };
  const second = await runBuild(sanitized, name, tenth(limit));
  return { name, ...first, ok: second.ok, sanitized: second };
}

/** "1,000 executions at 10 a second, and 100 at 1 under sanitizers". */
function describe({ executions, seconds, sanitized }) {
  const count = (number) => Math.round(number).toLocaleString('en');
  const own = `${count(executions)} executions at ${count(executions / seconds)} a second`;
  if (!sanitized) return own;
  const { executions: others, seconds: took } = sanitized;
  return `${own}, and ${count(others)} at ${count(others / took)} under sanitizers`;
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
 * @returns what each did, which build/results/fuzz.json holds too; a finding is written beside it
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
      say(`${name}: ${describe(result)}, ${result.ok ? 'no finding' : 'A FINDING'}`);
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
