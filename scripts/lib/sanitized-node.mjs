import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildCppTests, movesMappingsTooFar } from './cpp-tests.mjs';
import { fromRoot } from './paths.mjs';
import { platformFolder } from './platform.mjs';
import { Failure, run, say } from './run.mjs';
import { ours, split } from './sanitizer-reports.mjs';
import { sanitizers } from './sanitizers.mjs';
import { which } from './which.mjs';

/** Of these ends the first two leave streams open. Leaks are looked for where there is an orderly end. */
const ends = [
  { end: 'exit', code: 0, leaks: false },
  { end: 'throw', code: 1, leaks: false },
  { end: 'close', code: 0, leaks: true },
  { end: 'drain', code: 0, leaks: true },
];

/** A copy of the built package with that addon in it, and the stress run beside it. */
function assemble(kind, addon) {
  const folder = fromRoot('build/sanitized', kind);
  const copy = path.join(folder, 'node_modules/ssecast');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'files'), { recursive: true });
  for (const name of ['dist', 'native', 'package.json']) {
    cpSync(fromRoot(name), path.join(copy, name), { recursive: true });
  }
  cpSync(addon, path.join(copy, 'native/prebuilds', platformFolder, 'ssecast.node'));
  cpSync(fromRoot('test/sanitized'), folder, { recursive: true });
  // Without it the folder would be part of this package, whose own name means itself.
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  return folder;
}

async function environment(kind, folder, leaks) {
  const libraries = [];
  for (const name of sanitizers[kind].libraries) {
    libraries.push((await run('g++', [`-print-file-name=${name}`], { capture: true })).trim());
  }
  const supp = (name) => `suppressions=${path.join(folder, name)}:print_suppressions=0`;
  const symbolizer = which('llvm-symbolizer');
  return {
    LD_PRELOAD: libraries.join(' '),
    ASAN_OPTIONS: `detect_leaks=${leaks ? 1 : 0}:detect_stack_use_after_return=1:exitcode=99`,
    LSAN_OPTIONS: `${supp('leaks.supp')}:exitcode=0`,
    UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
    TSAN_OPTIONS:
      `${supp('threads.supp')}:halt_on_error=0:exitcode=0:second_deadlock_stack=1` +
      (symbolizer ? `:external_symbolizer_path=${symbolizer}` : ''),
  };
}

/** Runs it with its errors collected. @returns the exit code and the errors, reports included */
async function runCollecting(command, args, env, timeout) {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout,
    killSignal: 'SIGKILL',
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const [code, signal] = await once(child, 'close');
  return { ended: code ?? signal, errors };
}

/** The runtime of a sanitizer could not map its own memory: it has seen nothing, and ends with its exit code. */
const hasBrokenDown = (errors) => /ERROR: \w+Sanitizer failed to allocate/.test(errors);

/**
 * Node itself has ended the process: it does not expect that a thread is stopped while its HTTP parser
 * calls JavaScript. The stress stops threads at any moment.
 */
const hasNodeAborted = (errors) =>
  /^FATAL ERROR: v8::ToLocalChecked Empty MaybeLocal$/m.test(errors) &&
  /llhttp__internal_execute[\s\S]*node::worker::Worker::Run/.test(errors) &&
  !/^\s*\d+: .*ssecast/m.test(errors);

/** Of runs that the runtime or Node ended, before it counts as a failure. */
const kAgain = 4;

async function stress(kind, folder, milliseconds, way, seed, again = kAgain) {
  const { end, code, leaks } = way;
  const node = [process.execPath, path.join(folder, 'stress.mjs'), String(milliseconds), end];
  const fixed = kind === 'thread' && movesMappingsTooFar();
  const [command, ...args] = fixed ? ['setarch', '-R', ...node] : node;
  const env = { ...(await environment(kind, folder, leaks)), SEED: String(seed) };
  const timeout = milliseconds * 5 + 60_000;
  const files = path.join(folder, 'files');
  const { ended, errors } = await runCollecting(command, [...args, files], env, timeout);
  if (again > 0 && hasBrokenDown(errors)) {
    say(`${kind}, ${end}: the sanitizer could not map its own memory; once more`);
    return stress(kind, folder, milliseconds, way, seed, again - 1);
  }
  const reports = split(errors);
  const found = reports.filter(ours);
  for (const report of found) console.error(report);
  if (found.length > 0) throw new Failure(`${found.length} reports name the addon (${end}).`);
  if (again > 0 && hasNodeAborted(errors)) {
    say(`${kind}, ${end}: Node ended itself as it stopped a thread in its HTTP parser; once more`);
    return stress(kind, folder, milliseconds, way, seed + 1, again - 1);
  }
  if (ended !== code) {
    console.error(errors);
    throw new Failure(`Expected exit code ${code} (${end}) but got ${ended}.`);
  }
  say(`${kind}, ${end}: nothing of the addon; ${reports.length} reports of Node alone`);
}

/**
 * Runs everything at once in a Node that has the addon built with `kind` of sanitizers, for about
 * `seconds`, to each of the ends a process can have. Fails when a report has a frame of the addon.
 * @param kind `address` (with undefined behaviour and leaks) or `thread`
 */
export async function runSanitizedNode(kind, seconds) {
  const folder = assemble(kind, path.join(await buildCppTests(kind), 'ssecast.node'));
  const seed = Date.now() % 1_000_000;
  say(`stress in Node under the ${kind} sanitizer, SEED=${seed}`);
  for (const way of ends) {
    await stress(kind, folder, Math.ceil((seconds * 1_000) / ends.length), way, seed);
  }
}
