/** Counts the instructions of the delivery path, now and before the guarantees, into docs/benchmarks.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fromRoot } from '../scripts/lib/paths.mjs';
import { Failure } from '../scripts/lib/run.mjs';
import { which } from '../scripts/lib/which.mjs';
import { instructionsHeading, measuredHeading } from './harness/document.mjs';
import { withSection } from './harness/section.mjs';
import { countInstructions } from './instructions/count.mjs';
import { instructionSection } from './instructions/report.mjs';
import { BEFORE, buildTrees } from './instructions/trees.mjs';

const CLIENTS = 1_000;

/** As many deliveries in each. */
const runs = [
  { title: 'an event to all, alone', target: 'all', burst: 1, passes: 128 },
  { title: 'an event to a channel, alone', target: 'channel', burst: 1, passes: 128 },
  { title: '64 events to all at once', target: 'all', burst: 64, passes: 2 },
];

export async function measureInstructions(log) {
  if (!which('valgrind')) {
    throw new Failure('Expected valgrind; install it (on Debian: apt-get install valgrind).');
  }
  const programs = await buildTrees();
  const results = [];
  for (const run of runs) {
    log(run.title);
    results.push({
      title: run.title,
      before: await countInstructions(programs.before, run, CLIENTS),
      now: await countInstructions(programs.now, run, CLIENTS),
    });
  }
  return results;
}

/** Measures and writes the section. */
export async function writeInstructions(log) {
  const results = await measureInstructions(log);
  const date = new Date().toISOString().slice(0, 10);
  const section = instructionSection(results, { date, commit: BEFORE });
  const file = fromRoot('docs/benchmarks.md');
  const document = readFileSync(file, 'utf8');
  writeFileSync(file, withSection(document, instructionsHeading, section, measuredHeading));
  return section;
}
