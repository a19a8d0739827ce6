import { type Command, InvalidArgumentError } from 'commander';
import { exitCodes } from '../run-program.js';
import type { Report } from './report.js';
import type { RouteSettings } from './route/settings.js';

interface Options {
  header?: Record<string, string>;
  token?: string;
  origin?: string;
  wait?: number;
  debugRoute?: URL;
  json?: boolean;
}

/** Milliseconds that a route is watched, unless the command line says. */
const kWait = 5_000;
const kMaxWait = 600;

/** `npx ssecast doctor [url]`: what is wrong with the application, or with a running route. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check the application in this folder or, with an address, a running route')
    .argument('[url]', 'address of an event stream, such as http://localhost:3000/api/sse', toUrl)
    .option('--header <line>', "header to send, 'Name: value'; repeatable", toHeader)
    .option('--token <token>', 'sent as Authorization: Bearer <token>')
    .option('--origin <origin>', 'origin of a page elsewhere that is to read the stream', toOrigin)
    .option('--wait <seconds>', 'how long to watch the stream (default 5, or less)', toSeconds)
    .option(
      '--debug-route <url>',
      'address of a route of createDebugRoute, to know the path',
      toUrl,
    )
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', kExamples)
    .action(async (url: URL | undefined, options: Options) => {
      const report = await examine(url, options);
      const { count, toJson, toText } = await import('./report.js');
      process.stdout.write(`${options.json ? toJson(report) : toText(report)}\n`);
      if (count(report, 'problem') > 0) process.exitCode = exitCodes.found;
    });
}

const kExamples = `
Examples:
  $ npx ssecast doctor
  $ npx ssecast doctor https://app.example.com/api/sse --header 'Cookie: session=…'
  $ npx ssecast doctor http://localhost:3000/api/sse --wait 70 --json

Exit code: 0 without a problem, 1 with one, 2 for a command line that cannot be understood.`;

async function examine(url: URL | undefined, options: Options): Promise<Report> {
  if (url === undefined) {
    const { examineApplication } = await import('./app/examine-application.js');
    return { target: process.cwd(), findings: await examineApplication(process.cwd()) };
  }
  const { examineRoute } = await import('./route/examine-route.js');
  return { target: url.href, findings: await examineRoute(toSettings(url, options)) };
}

function toSettings(url: URL, options: Options): RouteSettings {
  const { header, token, origin, wait, debugRoute } = options;
  const headers = { ...header };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  const isGiven = wait !== undefined;
  return { url, headers, origin, wait: wait ?? kWait, watchesOn: isGiven, debugRoute };
}

function toUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new InvalidArgumentError(
    'Expected an address like http://localhost:3000/api/sse, with http:// or https://.',
  );
}

function toHeader(line: string, before: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*([\t\x20-\x7e\x80-\xff]*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("Expected 'Name: value', such as 'Cookie: session=…'.");
  }
  return { ...before, [name.toLowerCase()]: value };
}

function toOrigin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new InvalidArgumentError(
    'Expected an origin like https://app.example.com, without a path.',
  );
}

function toSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= kMaxWait) return seconds * 1000;
  throw new InvalidArgumentError(`Expected seconds from 1 to ${kMaxWait}.`);
}
