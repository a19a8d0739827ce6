import type { NodeRequest, NodeResponse } from '../server/node-response.js';

/** A header of a request. HTTP/2 has the pseudo-header `:authority` in place of `Host`. */
export function headerOf({ headers }: NodeRequest, name: string): string | undefined {
  const value = headers[name] ?? (name === 'host' ? headers[':authority'] : undefined);
  return Array.isArray(value) ? value.join(',') : value;
}

/** Sets headers. `Vary` is extended, because middleware may have set it. */
export function setHeaders(
  response: NodeResponse,
  headers: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() === 'vary') addVary(response, value);
    else response.setHeader(name, value);
  }
}

function addVary(response: NodeResponse, value: string): void {
  const present = response.getHeader('Vary');
  const all = present === undefined ? [] : [present].flat().map(String);
  if (!all.join(', ').includes(value)) all.push(value);
  response.setHeader('Vary', all.join(', '));
}
