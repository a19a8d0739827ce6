import { exitCodes } from '../run-program.js';
import { coloursFor } from '../terminal/colours.js';
import { type App, readApp } from './app/app.js';
import { apply } from './apply.js';
import { ask } from './ask.js';
import { makePlan } from './plan/make-plan.js';
import type { Plan } from './plan/types.js';
import { toDiff } from './show.js';

/** The diff is the result, and goes to stdout; what it means goes to stderr. */
const say = (text = '') => console.error(text);
const colours = coloursFor(process.stderr);

/** @returns the code that the process ends with */
export async function init(
  folder: string,
  { yes, dryRun }: { yes: boolean; dryRun: boolean },
): Promise<number> {
  const app = await readApp(folder);
  const plan = await makePlan(app);
  for (const change of plan.changes) console.log(toDiff(change));
  for (const note of plan.notes) say(`${colours.yellow('note:')} ${note}`);
  if (plan.byHand.length > 0) {
    say(colours.bold('Left for you:'));
    for (const sentence of plan.byHand) say(`  ${colours.yellow('•')} ${sentence}`);
  }
  return decide(app, plan, { yes, dryRun });
}

async function decide(
  app: App,
  plan: Plan,
  { yes, dryRun }: { yes: boolean; dryRun: boolean },
): Promise<number> {
  const { changes } = plan;
  const complete = plan.byHand.length === 0 ? exitCodes.ok : exitCodes.found;
  if (changes.length === 0) {
    say(
      complete === exitCodes.ok ? 'Nothing to change: the app is set up.' : 'Nothing was changed.',
    );
    sayNext(app, plan);
    return complete;
  }
  if (dryRun) {
    say(
      `Nothing was changed: this was a dry run. Without --dry-run it writes ${counted(changes)}.`,
    );
    return exitCodes.found;
  }
  if (!yes) {
    const answer = await ask(`Write ${counted(changes)}?`);
    if (answer === 'interrupted') return exitCodes.interrupted;
    if (answer !== 'yes') {
      const why =
        'Nothing was changed, because there is no terminal to ask on. Add --yes to write.';
      say(answer === 'no terminal' ? why : 'Nothing was changed.');
      return exitCodes.found;
    }
  }
  apply(app.folder, changes);
  say(`${colours.green('Written:')} ${changes.map(({ file }) => file).join(', ')}`);
  sayNext(app, plan);
  return complete;
}

const counted = ({ length }: unknown[]) => (length === 1 ? 'one file' : `these ${length} files`);

function sayNext({ isInstalled, manager, port }: App, { page, beforeProduction }: Plan): void {
  const run = manager === 'npm' ? 'npm run' : manager;
  sayList('Next:', [
    ...(isInstalled ? [] : [`${manager} ${manager === 'npm' ? 'install' : 'add'} ssecast`]),
    `${run} dev`,
    ...(page === undefined ? [] : [`open http://localhost:${port}${page} and press the button`]),
  ]);
  sayList('Before production:', beforeProduction);
}

function sayList(title: string, lines: string[]): void {
  if (lines.length === 0) return;
  say(colours.bold(title));
  for (const line of lines) say(`  ${line}`);
}
