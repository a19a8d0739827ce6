import type { Command } from 'commander';
import { parseAddress } from '../request/address.js';
import { headerOption, tokenOption } from '../request/headers.js';
import { collect, seconds, wholeNumber } from '../request/numbers.js';
import type { TailOptions } from './options.js';

/** Seconds that a timer can hold. */
const longestWait = 2_000_000;

const examples = `
Examples:
  npx ssecast tail http://localhost:3000/api/sse
  npx ssecast tail https://example.com/api/sse --token "$TOKEN" --channel room:5 --event message
  npx ssecast tail http://localhost:3000/api/sse --json --count 10 | jq .data

Events go to stdout, and what happens to the connection to stderr. It ends with 3 when the server refuses
the connection or a channel, or when there is no stream at the address.`;

/** `npx ssecast tail <url>`: prints the events of a stream as they come. */
export function addTail(program: Command): void {
  program
    .command('tail')
    .description('print the events of a stream as they come, and reconnect as a page does')
    .argument('<url>', 'the address of the stream', parseAddress)
    .option('-e, --event <name>', 'print events of this name alone; repeatable', collect)
    .option('-c, --channel <name>', 'read this channel, too; repeatable', collect)
    .option('-g, --grep <text>', 'print events alone whose data contains this text')
    .addOption(headerOption())
    .addOption(tokenOption())
    .option('--last-event-id <id>', 'begin after this event')
    .option('--heartbeats', 'show heartbeats')
    .option('--json', 'print each event as a line of JSON')
    .option('--full', 'print the whole data; otherwise 2,000 characters (--json always does)')
    .option('-n, --count <events>', 'end after so many events', wholeNumber(1, 1e9))
    .option('--for <seconds>', 'end after so many seconds', seconds(longestWait))
    .option('--no-reconnect', 'end with exit code 3 when the stream breaks off')
    .addHelpText('after', examples)
    .action(async (url: URL, options: TailOptions) => {
      // What reads streams is loaded where it is needed: `--help` is quick.
      const { tail } = await import('./tail.js');
      process.exitCode = await tail(url, options);
    });
}
