import type { StandardSchemaV1 } from '@standard-schema/spec';
import { isPromise } from 'ssecast/native';
import { describe, InvalidArgumentError } from './errors.js';
import type { EventSchema } from './schemas-types.js';

type Issue = StandardSchemaV1.Issue;

/** Issues in the error message; `issues` has all of them. */
const kMaxIssues = 5;
const kMaxMessage = 200;
const kMaxPath = 100;

/** Data that does not fit the schema of its event. Nothing was sent. */
export class InvalidDataError extends InvalidArgumentError {
  /** The issues of the schema, in the form of Standard Schema. */
  readonly issues: readonly Issue[];

  constructor(message: string, issues: readonly Issue[]) {
    super('ERR_SSECAST_INVALID_DATA', message);
    this.issues = issues;
  }
}

/**
 * The output of the schema for data.
 * @param what the data's name in the error message, like `data of the event "order"`
 * @param option the schema's name in the error message, like `events.order`
 * @param consequence what wrong data cause, the end of the error message
 * @throws InvalidDataError; InvalidArgumentError `ERR_SSECAST_INVALID_DATA` when the schema throws, and
 * `ERR_SSECAST_INVALID_OPTION` when it returns a promise: an event that waits for its check would lose
 * its place
 */
export function validate(
  schema: EventSchema,
  data: unknown,
  what: string,
  option: string,
  consequence = 'Nothing was sent.',
): unknown {
  const result = run(schema, data, what, option, consequence);
  if (isPromise(result)) {
    // Handled, so that a rejection does not end the process.
    result.then(undefined, () => {});
    throw new InvalidArgumentError(
      'ERR_SSECAST_INVALID_OPTION',
      `Expected ${option} to answer at once but received a promise, and its caller cannot wait. ` +
        `Make asynchronous checks before that call. ${consequence}`,
    );
  }
  if (result.issues) throw invalidData(result.issues, data, what, consequence);
  return result.value;
}

function run(
  schema: EventSchema,
  data: unknown,
  what: string,
  option: string,
  consequence: string,
): StandardSchemaV1.Result<unknown> | Promise<StandardSchemaV1.Result<unknown>> {
  try {
    return schema['~standard'].validate(data);
  } catch (error) {
    throw new InvalidArgumentError(
      'ERR_SSECAST_INVALID_DATA',
      `Expected ${option} to check ${what} but it threw: ` +
        `${cut(error instanceof Error ? error.message : String(error), kMaxMessage)}. ${consequence}`,
      { cause: error },
    );
  }
}

function invalidData(
  issues: readonly Issue[],
  data: unknown,
  what: string,
  consequence: string,
): InvalidDataError {
  const shown = issues.slice(0, kMaxIssues).map(sentenceOf);
  const more = issues.length > kMaxIssues ? `; and ${issues.length - kMaxIssues} more` : '';
  return new InvalidDataError(
    `Expected ${what} that fits its schema but received ${describe(data)}: ${shown.join('; ')}${more}. ` +
      consequence,
    issues,
  );
}

function sentenceOf({ message, path }: Issue): string {
  const where = path === undefined || path.length === 0 ? '' : ` at ${cut(nameOf(path), kMaxPath)}`;
  return cut(message, kMaxMessage) + where;
}

/** Like `lines[2].price`. */
function nameOf(path: NonNullable<Issue['path']>): string {
  let name = '';
  for (const segment of path) {
    const key = typeof segment === 'object' ? segment.key : segment;
    if (typeof key === 'number') name += `[${key}]`;
    else name += name === '' ? String(key) : `.${String(key)}`;
    // Longer names are cut off anyway.
    if (name.length > kMaxPath) break;
  }
  return name;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
