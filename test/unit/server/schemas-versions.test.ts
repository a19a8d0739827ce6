import { z } from 'zod';
import { toEntries } from '../../../lib/server/schemas.js';
import type { ConvertData, EventSchema, OlderVersion } from '../../../lib/server/schemas-types.js';
import { versionLines } from '../../../lib/server/schemas-versions.js';

const schema: EventSchema = z.any();
// biome-ignore lint/suspicious/noExplicitAny: each test converts data of its own
type Older = Record<number, OlderVersion<any>>;

function lines(entry: { version: number; older?: Older }, data: unknown): string[] | undefined {
  const [made] = toEntries({ order: { schema, ...entry } }).values();
  if (made === undefined) throw new Error('no entry was made');
  return versionLines(made, data)?.split('\n');
}

describe('the lines that tell versions', () => {
  it('are none without a version', () => {
    const [entry] = toEntries({ order: schema }).values();
    expect(entry && versionLines(entry, { a: 1 })).toBeUndefined();
  });

  it('tell the version alone when there is nothing older', () => {
    expect(lines({ version: 3 }, { a: 1 })).toEqual(['version 3']);
    expect(lines({ version: 3, older: {} }, { a: 1 })).toEqual(['version 3']);
  });

  it('bring the data of older versions, the newest first', () => {
    const older = {
      1: ({ name }: { name: string }) => name,
      10: ({ name }: { name: string }) => ({ title: name }),
      9: () => ({ title: 'nine' }),
    };
    expect(lines({ version: 11, older }, { name: 'a\nb\r\u0000' })).toEqual([
      'version 11',
      'older 10 {"title":"a\\nb\\r\\u0000"}',
      'older 9 {"title":"nine"}',
      'older 1 "a\\nb\\r\\u0000"',
    ]);
  });

  it('tell data that has not changed once, as the oldest version that has it', () => {
    const same: ConvertData<unknown> = (data) => data;
    expect(lines({ version: 3, older: { 1: same, 2: same } }, { a: 1 })).toEqual(['version 1']);
    expect(lines({ version: 3, older: { 1: () => 0, 2: same } }, { a: 1 })).toEqual([
      'version 2',
      'older 1 0',
    ]);
    expect(lines({ version: 3, older: { 1: () => 0, 2: () => 0 } }, { a: 1 })).toEqual([
      'version 3',
      'older 1 0',
    ]);
  });

  it('end where a version has nothing that says this', () => {
    const older = { 1: () => 'one', 2: () => undefined, 3: () => 'three' };
    expect(lines({ version: 4, older }, 'four')).toEqual(['version 4', 'older 3 "three"']);
    expect(lines({ version: 2, older: { 1: () => undefined } }, 'two')).toEqual(['version 2']);
    expect(lines({ version: 2, older: { 1: () => null } }, 'two')).toEqual([
      'version 2',
      'older 1 null',
    ]);
  });

  it('bring what the schema of an older version makes of it', () => {
    const older = { 1: { convert: () => ' a ', schema: z.string().trim().min(1) } };
    expect(lines({ version: 2, older }, 'two')).toEqual(['version 2', 'older 1 "a"']);
  });

  it.each<[object, string]>([
    [
      { convert: () => 5, schema: z.string() },
      'Expected data of the event "order" in version 1 that fits its schema but received the number 5: ',
    ],
    [
      () => {
        throw new Error('its own fault');
      },
      'Expected events.order.older[1] to convert data of the event "order" but it threw: its own fault.',
    ],
    [() => 5n, 'Expected data of the event "order" in version 1 that JSON can hold: '],
  ])('are refused for %p', (older, message) => {
    expect(() => lines({ version: 2, older: { 1: older as never } }, 'two')).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_DATA',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('are refused when JSON cannot hold the newest data', () => {
    const older = { 1: () => 1 };
    expect(() => lines({ version: 2, older }, { n: 5n })).toThrow(
      expect.objectContaining({ code: 'ERR_SSECAST_INVALID_DATA' }),
    );
  });

  it('are refused when a conversion answers with a promise, whose rejection nobody hears', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const older = { 1: async () => Promise.reject(new Error('too late')) };
    expect(() => lines({ version: 2, older }, 'two')).toThrow(
      'Expected events.order.older[1] to answer at once but received a promise',
    );
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
