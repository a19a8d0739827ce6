import pico from 'picocolors';
import type { Finding, Verdict } from './finding.js';

/** All findings about one application or one route. */
export interface Report {
  /** The folder, or the address. */
  target: string;
  findings: Finding[];
}

const colours: Readonly<Record<Verdict, (text: string) => string>> = {
  ok: pico.green,
  warning: pico.yellow,
  problem: pico.red,
};

export const count = ({ findings }: Report, verdict: Verdict): number =>
  findings.filter((finding) => finding.verdict === verdict).length;

export function toJson(report: Report): string {
  const problems = count(report, 'problem');
  return JSON.stringify({ ...report, problems, warnings: count(report, 'warning') }, null, 2);
}

export function toText(report: Report): string {
  const width = Math.max(0, ...report.findings.map(({ check }) => check.length));
  const lines = report.findings.flatMap((finding) => linesOf(finding, width));
  return ['', pico.bold(report.target), '', ...lines, '', summaryOf(report), ''].join('\n');
}

const kMargin = 2;
const kVerdictWidth = 'problem'.length;

function linesOf({ check, verdict, text, remedy }: Finding, width: number): string[] {
  const margin = ' '.repeat(kMargin);
  const indent = ' '.repeat(kMargin + kVerdictWidth + 2 + width + 2);
  const head = `${margin}${colours[verdict](verdict.padEnd(kVerdictWidth))}  ${check.padEnd(width)}`;
  const remedies = remedy?.split('\n').map((line) => indent + pico.cyan(clean(line))) ?? [];
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
