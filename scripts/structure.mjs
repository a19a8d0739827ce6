/** Prints what the browser's side weighs and how long its code is, with the budgets of `npm run check`. */
import { main, runScript } from './lib/run.mjs';
import { structure } from './lib/structure.mjs';

await main(async () => {
  await runScript('build');
  for (const { what, value, budget, isIn } of await structure()) {
    const limit = budget === '' ? '' : ` of ${budget}${isIn ? '' : ', which is too much'}`;
    console.log(`${what}: ${value}${limit}`);
  }
});
