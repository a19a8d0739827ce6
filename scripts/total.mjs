/** The sum of what the parts of `.ci/run` counted, as one line. */
import { sumTotals, totalLine } from './lib/results.mjs';

const total = sumTotals();
console.log(totalLine(total));
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
