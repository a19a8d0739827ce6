import { InvalidArgumentError, Option } from 'commander';

export type Headers = Record<string, string>;

/** `--header 'Name: value'`, as often as there are headers. */
export const headerOption = () =>
  new Option('-H, --header <name: value>', 'a header of the request; repeatable').argParser(
    addHeader,
  );

/** `--token`. */
export const tokenOption = () =>
  new Option('--token <token>', 'sent as Authorization: Bearer <token>').env('SSECAST_TOKEN');

function addHeader(text: string, before: Headers = {}): Headers {
  const [, name = '', value = ''] = /^([^:]+):\s*(.*?)\s*$/s.exec(text) ?? [];
  try {
    new Headers([[name, value]]);
  } catch {
    throw new InvalidArgumentError(
      `Expected a header like "Name: value" but received ${JSON.stringify(text)}.`,
    );
  }
  return { ...before, [name]: value };
}
