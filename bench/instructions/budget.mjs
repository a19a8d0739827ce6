import { readFileSync, writeFileSync } from 'node:fs';
import { Failure } from '../../scripts/lib/run.mjs';

const file = new URL('budget.json', import.meta.url);

/** The share that a part may take more than its budget. Two runs differ by less than a per cent. */
const ROOM = 0.04;
/** Functions below it are not kept. */
const LEAST = 1;
const SHOWN = 6;

const readBudget = () => JSON.parse(readFileSync(file, 'utf8'));
const round = (value) => Number(value.toFixed(1));

/** Makes what was counted the budget. */
export function writeBudget({ compiler, counts }) {
  const parts = {};
  for (const { title, total, functions } of counts) {
    const kept = [...functions].filter(([, count]) => count >= LEAST);
    kept.sort(([, a], [, b]) => b - a);
    parts[title] = {
      total: round(total),
      functions: Object.fromEntries(kept.map(([name, count]) => [name, round(count)])),
    };
  }
  writeFileSync(file, `${JSON.stringify({ compiler, parts }, null, 2)}\n`);
}

/** The functions that grew most, as lines. */
function growth(functions, budget) {
  return [...functions]
    .map(([name, count]) => ({ name, count, was: budget[name] ?? 0 }))
    .sort((a, b) => b.count - b.was - (a.count - a.was))
    .slice(0, SHOWN)
    .filter(({ count, was }) => count - was >= LEAST)
    .map(({ name, count, was }) => `  ${name}: ${was.toFixed(0)}, now ${count.toFixed(0)}`);
}

/**
 * Compares what was counted with the budget.
 * @returns a line for each part; throws a Failure that names the functions that grew
 */
export function checkBudget({ compiler, counts }) {
  const budget = readBudget();
  const lines = [];
  const failures = [];
  for (const { title, total, functions } of counts) {
    const { total: was, functions: before } = budget.parts[title];
    const line = `${title}: ${total.toFixed(0)} instructions, of ${was.toFixed(0)} and ${100 * ROOM} %`;
    lines.push(total < was * (1 - ROOM) ? `${line}; lower it with --accept` : line);
    if (total > was * (1 + ROOM)) failures.push(line, ...growth(functions, before));
  }
  if (failures.length === 0) return lines;
  const other =
    compiler === budget.compiler
      ? ''
      : ` The budget is that of ${budget.compiler}, and this is ${compiler}.`;
  throw new Failure(
    `Expected no more instructions than the budget of bench/instructions/budget.json but counted:\n${failures.join('\n')}\n` +
      `If they are worth it, run: npm run instructions -- --accept.${other}`,
  );
}
