import { coloursFor } from '../terminal/colours.js';
import type { Finding, Verdict } from './finding.js';

/** All findings about one application or one route. */
export interface Report {
  /** The folder, or the address. */
  target: string;
  findings: Finding[];
}

const kColours = { ok: 'green', warning: 'yellow', problem: 'red' } as const;

export const count = ({ findings }: Report, verdict: Verdict): number =>
  findings.filter((finding) => finding.verdict === verdict).length;

export function toJson(report: Report): string {
  const problems = count(report, 'problem');
  return JSON.stringify({ ...report, problems, warnings: count(report, 'warning') }, null, 2);
}

export function toText(report: Report, colours = coloursFor(process.stdout)): string {
  const width = Math.max(0, ...report.findings.map(({ check }) => check.length));
  const lines = report.findings.flatMap((finding) => linesOf(finding, width, colours));
  return ['', colours.bold(report.target), '', ...lines, '', summaryOf(report), ''].join('\n');
}

const kMargin = 2;
const kVerdictWidth = 'problem'.length;

function linesOf(
  { check, verdict, text, remedy }: Finding,
  width: number,
  colours: ReturnType<typeof coloursFor>,
): string[] {
  const margin = ' '.repeat(kMargin);
  const indent = ' '.repeat(kMargin + kVerdictWidth + 2 + width + 2);
  const name = colours[kColours[verdict]](verdict.padEnd(kVerdictWidth));
  const head = `${margin}${name}  ${check.padEnd(width)}`;
  const remedies = remedy?.split('\n').map((line) => indent + colours.cyan(clean(line))) ?? [];
  return [`${head}  ${clean(text)}`, ...remedies];
}

/** A server may send anything: nothing of it moves the cursor of a terminal. */
function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it removes
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, ' ');
}

function summaryOf(report: Report): string {
  const number = (verdict: Verdict, one: string) => {
    const found = count(report, verdict);
    return `${found} ${one}${found === 1 ? '' : 's'}`;
  };
  return `${number('problem', 'problem')}, ${number('warning', 'warning')}, ${count(report, 'ok')} ok`;
}
