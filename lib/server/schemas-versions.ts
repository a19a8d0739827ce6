import { isPromise } from 'ssecast/native';
import { InvalidArgumentError } from './errors.js';
import type { EventEntry, OlderEntry } from './schemas.js';
import { validate } from './schemas-validate.js';

/**
 * The comment lines that carry the version of an event and the data for older pages: `version 2` and,
 * newest first, `older 1 <JSON>`. A page takes the highest version that is not above its own. So data that
 * equals that of the version before needs no line, and an event that has not changed since version 1 is
 * sent as one of version 1, with its data once.
 *
 * @returns lines separated by LF, or undefined for an event without versions
 * @throws InvalidArgumentError, InvalidDataError `ERR_SSECAST_INVALID_DATA`
 */
export function versionLines(entry: EventEntry, data: unknown): string | undefined {
  const { version, older, what } = entry;
  if (version === undefined) return undefined;
  if (older.length === 0) return `version ${version}`;
  const texts = [{ version, text: textOf(data, what) }];
  for (const each of older) {
    const text = olderText(each, data, what);
    if (text === undefined) break;
    const after = texts.at(-1) as (typeof texts)[number];
    if (after.text === text) after.version = each.version;
    else texts.push({ version: each.version, text });
  }
  return texts
    .map(({ version, text }, index) =>
      index === 0 ? `version ${version}` : `older ${version} ${text}`,
    )
    .join('\n');
}

/** @returns undefined when that version has no data for the event */
function olderText(
  { option, version, convert, schema }: OlderEntry,
  data: unknown,
  what: string,
): string | undefined {
  const converted = run(convert, data, what, option);
  if (converted === undefined) return undefined;
  if (isPromise(converted)) {
    converted.then(undefined, () => {});
    throw new InvalidArgumentError(
      'ERR_SSECAST_INVALID_OPTION',
      `Expected ${option} to answer at once but received a promise: publish cannot wait. Nothing was sent.`,
    );
  }
  const whatOlder = `${what} in version ${version}`;
  return textOf(
    schema === undefined ? converted : validate(schema, converted, whatOlder, option),
    whatOlder,
  );
}

function run(convert: OlderEntry['convert'], data: unknown, what: string, option: string): unknown {
  try {
    return convert(data);
  } catch (error) {
    throw failure(`Expected ${option} to convert ${what} but it threw: `, error);
  }
}

function textOf(data: unknown, what: string): string {
  try {
    return JSON.stringify(data) ?? 'null';
  } catch (error) {
    throw failure(`Expected ${what} that JSON can hold: `, error);
  }
}

function failure(sentence: string, error: unknown): InvalidArgumentError {
  const reason = error instanceof Error ? error.message : String(error);
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_DATA',
    `${sentence}${reason}. Nothing was sent.`,
    { cause: error },
  );
}
