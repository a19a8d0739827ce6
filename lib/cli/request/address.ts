import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError for what is no address of a stream */
export function parseAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new InvalidArgumentError(
      `Expected an address like http://localhost:3000/api/sse but received ${JSON.stringify(text)}.`,
    );
  }
  if (url.username || url.password) {
    throw new InvalidArgumentError(
      'Expected an address without a user and a password; send them with --header "Authorization: Basic …".',
    );
  }
  return url;
}
