/** Counts the instructions of the delivery path, now and before the guarantees, into docs/benchmarks.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fromRoot } from '../scripts/lib/paths.mjs';
import { instructionsHeading, measuredHeading, partsHeading } from './harness/document.mjs';
import { withSection } from './harness/section.mjs';
import { checkBudget, writeBudget } from './instructions/budget.mjs';
import { countInstructions } from './instructions/count.mjs';
import { countParts, requireValgrind } from './instructions/parts.mjs';
import { instructionSection, partsSection } from './instructions/report.mjs';
import { BEFORE, buildTrees } from './instructions/trees.mjs';

const CLIENTS = 1_000;

/** As many deliveries in each. */
const runs = [
  { title: 'an event to all, alone', target: 'all', burst: 1, passes: 128 },
  { title: 'an event to a channel, alone', target: 'channel', burst: 1, passes: 128 },
  { title: '64 events to all at once', target: 'all', burst: 64, passes: 2 },
];

export async function measureInstructions(log) {
  requireValgrind();
  const programs = await buildTrees();
  const results = [];
  for (const { title, target, burst, passes } of runs) {
    log(title);
    const args = [target, burst, CLIENTS, passes];
    results.push({
      title,
      before: await countInstructions(programs.before, args),
      now: await countInstructions(programs.now, args),
    });
  }
  return results;
}

const today = () => new Date().toISOString().slice(0, 10);

function writeSection(heading, section, before) {
  const file = fromRoot('docs/benchmarks.md');
  const document = readFileSync(file, 'utf8');
  writeFileSync(file, withSection(document, heading, section, before));
  return section;
}

/** Measures and writes the section. */
export async function writeInstructions(log) {
  const results = await measureInstructions(log);
  const section = instructionSection(results, { date: today(), commit: BEFORE });
  return writeSection(instructionsHeading, section, measuredHeading);
}

/** Counts the parts of the way of an event, and makes that their budget. */
export async function acceptParts() {
  const counted = await countParts();
  writeBudget(counted);
  return writeSection(partsHeading, partsSection(counted, today()), instructionsHeading);
}

/** Counts them and compares. Throws a Failure that says which functions grew. */
export async function checkParts() {
  return checkBudget(await countParts()).join('\n');
}
