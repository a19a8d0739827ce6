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
 * function that it was inlined into and the file that it stands in. Of a library, only the whole.
 */
export function parseAnnotation(text) {
  const costs = new Map();
  for (const line of text.split('\n')) {
    const found = /^\s*([\d,]+)\s+(\S+?):(.+)$/.exec(line);
    if (!found) continue;
    const [, instructions, file, symbol] = found;
    const name = nameOf(symbol);
    const key = name.startsWith('ssecast::')
      ? `${name.replace(/ssecast::(net::)?/g, '')}, ${placeOf(file)}`
      : placeOf(file);
    costs.set(key, (costs.get(key) ?? 0) + Number(instructions.replaceAll(',', '')));
  }
  return costs;
}

/** Runs `program` under callgrind. @returns instructions per delivered event, in all and by function */
export async function countInstructions(program, { target, burst, passes }, clients) {
  const folder = fromRoot('build/instructions/counts');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${path.basename(path.dirname(program))}-${target}-${burst}`);
  const delivered = Number(
    await run(
      'valgrind',
      [
        '--quiet',
        '--tool=callgrind',
        '--instr-atstart=no',
        '--collect-atstart=no',
        `--callgrind-out-file=${file}`,
        program,
        target,
        String(burst),
        String(clients),
        String(passes),
      ],
      { capture: true },
    ),
  );
  const text = await run(
    'callgrind_annotate',
    ['--threshold=100', '--show-percs=no', '--auto=no', file],
    { capture: true },
  );
  const costs = [...parseAnnotation(text)].map(([name, cost]) => [name, cost / delivered]);
  const total = Number(/([\d,]+)\s+PROGRAM TOTALS/.exec(text)[1].replaceAll(',', '')) / delivered;
  return { total, functions: new Map(costs) };
}
