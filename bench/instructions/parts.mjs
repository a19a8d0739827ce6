import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../scripts/lib/run.mjs';
import { which } from '../../scripts/lib/which.mjs';
import { countInstructions } from './count.mjs';
import { buildParts } from './trees.mjs';

/**
 * Counted one by one: a change of one of them is not hidden by the others. With few clients where few
 * events are delivered, because the worker looks after its clients eight times a second, and how often
 * that falls into a run depends on the machine.
 */
const parts = [
  ['a publish to one session', { work: 'publish', target: 'session', clients: 100, passes: 20 }],
  ['a publish to all', { work: 'publish', target: 'all', clients: 100, passes: 20 }],
  ['its delivery to one session', { work: 'deliver', target: 'session', clients: 100, passes: 20 }],
  ['each delivery to all', { work: 'deliver', target: 'all', clients: 1_000, passes: 50 }],
];

/** Events in a tick. */
const burstOf = ({ work, target }) => (work === 'deliver' && target === 'all' ? 1 : 100);

export function requireValgrind() {
  if (which('valgrind')) return;
  throw new Failure('Expected valgrind; install it (on Debian: apt-get install valgrind).');
}

/** Another compiler makes other instructions. */
function compilerOf(program) {
  const folder = path.join(path.dirname(program), 'CMakeFiles');
  const version = readdirSync(folder).find((name) => /^\d/.test(name));
  const text = readFileSync(path.join(folder, version, 'CMakeCXXCompiler.cmake'), 'utf8');
  const variable = (name) => new RegExp(`set\\(${name} "(.*)"\\)`).exec(text)?.[1];
  return `${variable('CMAKE_CXX_COMPILER_ID')} ${variable('CMAKE_CXX_COMPILER_VERSION')}`;
}

/** @returns the compiler, and each part's instructions an event, in all and by function */
export async function countParts() {
  requireValgrind();
  const program = await buildParts();
  const counts = [];
  for (const [title, part] of parts) {
    const args = [part.work, part.target, burstOf(part), part.clients, part.passes];
    counts.push({ title, ...(await countInstructions(program, args, true)) });
  }
  return { compiler: compilerOf(program), counts };
}
