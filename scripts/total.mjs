/** The tests that failed in the parts of `.ci/run`, and the sum of what the parts counted, as the last line. */
import { sumTotals, totalLine } from './lib/results.mjs';

const total = sumTotals();
for (const failure of total.failures) console.log(`failed: ${failure}`);
console.log(totalLine(total));
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
