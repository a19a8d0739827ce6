import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';

/** `/a/src/net/worker.cpp` is `src/net/worker.cpp`; headers of others go by the library's name. */
function placeOf(file) {
  const own = /(?:^|\/)(src\/(?:core|net)\/.*)$/.exec(file);
  if (own) return own[1];
  if (file.includes('/boost/')) return 'Boost';
  if (file.includes('/c++/')) return 'libstdc++';
  return 'C library';
}

/** `ssecast::net::Worker::offer(…)'2 [clone .part.0]` is `ssecast::net::Worker::offer`. */
function nameOf(symbol) {
  const name = symbol.replace(/ \[.*/, '').replace(/\(anonymous namespace\)::/g, '');
  let depth = 0;
  let short = '';
  for (const character of name) {
    if ('<('.includes(character)) depth++;
    else if ('>)'.includes(character)) depth--;
    else if (depth === 0) short += character;
  }
  return short.replace(/'\d+$/, '').trim();
}

/**
 * callgrind_annotate's list as a map from names to instructions. Code of the engine goes by the
 * function that it was inlined into and the file that it stands in. Of a library, only the whole, or
 * each function too: `bySymbol`.
 */
export function parseAnnotation(text, bySymbol = false) {
  const costs = new Map();
  for (const line of text.split('\n')) {
    const found = /^\s*([\d,]+)\s+(\S+?):(.+)$/.exec(line);
    if (!found) continue;
    const [, instructions, file, symbol] = found;
    const name = nameOf(symbol);
    const key = name.startsWith('ssecast::')
      ? `${name.replace(/ssecast::(net::)?/g, '')}, ${placeOf(file)}`
      : bySymbol
        ? `${name.replace(/\/.*| \[.*/, '')}, ${placeOf(file)}`
        : placeOf(file);
    costs.set(key, (costs.get(key) ?? 0) + Number(instructions.replaceAll(',', '')));
  }
  return costs;
}

/**
 * Runs `program` under callgrind; it prints how many events it has counted.
 * @returns instructions per event, in all and by function
 */
export async function countInstructions(program, args, bySymbol = false) {
  const folder = fromRoot('build/instructions/counts');
  mkdirSync(folder, { recursive: true });
  const name = [path.basename(path.dirname(program)), path.basename(program), ...args].join('-');
  const file = path.join(folder, name);
  const options = ['--quiet', '--tool=callgrind', '--instr-atstart=no', '--collect-atstart=no'];
  const events = Number(
    await run(
      'valgrind',
      [...options, `--callgrind-out-file=${file}`, program, ...args.map(String)],
      { capture: true },
    ),
  );
  const text = await run(
    'callgrind_annotate',
    ['--threshold=100', '--show-percs=no', '--auto=no', file],
    { capture: true },
  );
  const costs = [...parseAnnotation(text, bySymbol)].map(([key, cost]) => [key, cost / events]);
  const total = Number(/([\d,]+)\s+PROGRAM TOTALS/.exec(text)[1].replaceAll(',', '')) / events;
  return { total, functions: new Map(costs) };
}
