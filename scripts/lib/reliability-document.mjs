import { readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { fromRoot } from './paths.mjs';

const shown = (checks) =>
  checks.map(({ ok, figure }) => `${ok ? '✓' : '**short**'} ${figure}`).join('<br>');

const seconds = (ms) =>
  ms < 90_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;

/** What was run once by hand, and what tests show that `npm test` runs every time. */
const others = readFileSync(fromRoot('scripts/lib/reliability-others.md'), 'utf8');

/** The text of docs/reliability.md. `results`: one for each row, with its checks. */
export function document(results) {
  const rows = results.map(
    ({ row, checks, ms }) =>
      `| ${row.title} | ${row.holdsWhen} | ${shown(checks)} | \`npm run reliability -- --only ${row.name}\` (${seconds(ms)}) |`,
  );
  return `# Reliability

Written by \`npm run reliability\` on ${new Date().toISOString().slice(0, 10)}: ${cpus()[0].model}, ${cpus().length} cores, Linux ${release().replace(/-.*/, '')},
Node ${process.version}. The server and the clients that load it share these cores. \`npm run reliability -- --quick\` runs
a short form of every row in a few minutes; \`.ci/run\` does, too.

| test | holds when | measured | command |
| --- | --- | --- | --- |
${rows.join('\n')}

The clients are \`tools/load-client\`, in C++: each is one reader over all its connections, takes chunks and blocks apart strictly,
and knows the last number of every series of events that it reads, so that a hole, a number seen before, an id that does not rise,
an event of others and a torn frame are faults unless a gap was announced.

${others}`;
}
