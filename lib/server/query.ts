/**
 * The parameters in the target of a request. A client can write any text into the request line, and
 * `new URL` throws for `//?a=b`.
 */
export function queryOf(target: string): URLSearchParams {
  const start = target.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : target.slice(start + 1).replace(/#.*$/s, ''));
}
