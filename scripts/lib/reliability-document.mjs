import { readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { fromRoot } from './paths.mjs';

/** Rows of the table of verdicts for promises that tests check. */
const tests = readFileSync(fromRoot('scripts/lib/reliability-tests.md'), 'utf8').trimEnd();
/** Results of a run of the fuzzers that was started by hand. */
const fuzzers = readFileSync(fromRoot('scripts/lib/reliability-fuzzers.md'), 'utf8');

const seconds = (ms) =>
  ms < 90_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;

function verdict({ row, checks }) {
  if (checks.length === 0) return 'not measured in this run';
  const held = checks.filter(({ ok }) => ok).length;
  const mark = held === checks.length ? '✓ held' : '**short**: held';
  return `${mark} in [${held} of ${checks.length}](#${row.name}) runs`;
}

const command = ({ row, ms }) =>
  `\`npm run reliability -- --only ${row.name}\`${ms === undefined ? '' : ` (${seconds(ms)})`}`;

const upperFirst = (text) => text.charAt(0).toUpperCase() + text.slice(1);

const promise = ({ row }) => `${row.title}: ${row.holdsWhen}`;

const rawResults = ({ row, checks }) => `### ${row.name}

${row.title}. Holds when: ${row.holdsWhen}.

${checks.map(({ ok, figure }) => `- ${ok ? '✓' : '**short**'} ${figure}`).join('\n')}`;

/** The machine that this process runs on. */
function here() {
  const { model } = cpus()[0];
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${model}, ${cpus().length} cores, Linux ${release().replace(/-.*/, '')}`,
    node: process.version,
  };
}

/**
 * The text of docs/reliability.md.
 * @param results one for each row, with its checks
 * @param run when and where they were measured; `note`: what a reader has to know about this run
 */
export function document(results, { date, machine, node, note } = here()) {
  const measured = results.filter(({ checks }) => checks.length > 0);
  return `# Reliability

[delivery.md](delivery.md) says what ssecast promises. This page lists each promise, its verdict, and the command that shows it.
The [raw results](#raw-results) follow the table.

- **held**: \`npm run reliability\` measured the promise under load and faults, on ${date}. **short**: it did not hold.
- **required**: tests check the promise. \`.ci/run\` runs them, a few in a short form, and a change that breaks one does not pass.

| promise | verdict | shown by |
| --- | --- | --- |
| **Load and faults** | | |
${results.map((result) => `| ${upperFirst(promise(result))} | ${verdict(result)} | ${command(result)} |`).join('\n')}
${tests}

## Raw results

Written by \`npm run reliability\` on ${date}: ${machine},
Node ${node}. The server and the clients that load it share these cores. \`npm run reliability -- --quick\` runs
a short form of every row in a few minutes and writes nothing; \`.ci/run\` runs it, too.${note === undefined ? '' : ` ${note}`}

The clients are \`tools/load-client\`, in C++. Each is one reader over all of its connections: it parses chunks and blocks strictly,
and knows the last number of every series of events that it reads. A missing number, a repeated number, an id that does not rise, an event
for other clients, and a torn frame are faults, unless a gap was announced.

${measured.map(rawResults).join('\n\n')}

${fuzzers}`;
}
