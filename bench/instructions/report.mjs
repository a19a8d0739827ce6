import { readFileSync } from 'node:fs';
import { table } from '../harness/table.mjs';

/** Differences from this share on, of the whole before, are told by function. */
const SHARE = 0.01;

const number = (value) => (Math.abs(value) < 100 ? value.toFixed(1) : value.toFixed(0));
const percent = (share) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)} %`;

/** Functions by how far they differ, as `{ name, before, now, share }`. */
export function differences({ before, now }) {
  const names = new Set([...before.functions.keys(), ...now.functions.keys()]);
  return [...names]
    .map((name) => {
      const was = before.functions.get(name) ?? 0;
      const is = now.functions.get(name) ?? 0;
      return { name, before: was, now: is, share: (is - was) / before.total };
    })
    .filter(({ share }) => Math.abs(share) >= SHARE)
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
}

const totals = (results) =>
  table(
    ['1,000 clients, one worker', 'before', 'now', 'difference'],
    results.map(({ title, before, now }) => [
      title,
      number(before.total),
      number(now.total),
      percent(now.total / before.total - 1),
    ]),
  );

function byFunction(result) {
  const rows = differences(result).map(({ name, before, now, share }) => [
    `\`${name}\``,
    number(before),
    number(now),
    percent(share),
  ]);
  if (rows.length === 0) return `### ${result.title}\n\nNo function differs by 1 % of the whole.`;
  return `### ${result.title}\n\n${table(['function', 'before', 'now', 'of the whole'], rows)}`;
}

/** The text below the heading of the parts that have a budget. */
export function partsSection({ compiler, counts }, date) {
  const rows = counts.map(({ title, total }) => [title, Math.round(total).toLocaleString('en')]);
  return `Written by \`npm run instructions -- --accept\` on ${date}: the instructions that callgrind counts in C++ for an event of 200 bytes with
one worker, without Node-API and without the kernel (${compiler}). Publishes, and deliveries to sessions, are counted in bursts of 100, each event to
another session. \`.ci/run\` counts them again (\`npm run instructions -- --check\`): more than a few per cent above these numbers is a
failure, which names the functions that grew.

${table(['part', 'instructions'], rows)}`;
}

/** The text below the heading of the section in docs/benchmarks.md. */
export function instructionSection(results, { date, commit }) {
  const causes = readFileSync(new URL('causes.md', import.meta.url), 'utf8').trim();
  return `Written by \`npm run instructions\` on ${date}: the instructions that callgrind counts in the process for each delivered event, from
\`publish\` to the last write, without the kernel. *Before* is commit ${commit}, the last one without draining, policies for slow clients, limits and
latencies. Both builds use the flags of the addon and run the same program, \`bench/instructions/deliver.cpp\`, on Unix sockets.

${totals(results)}

${causes}

${results.map(byFunction).join('\n\n')}`;
}
