/**
 * The parameters of a request's target, whatever it looks like: what a client writes into the request
 * line need not be a URL, and `new URL` throws for `//?a=b`.
 */
export function queryOf(target: string): URLSearchParams {
  const start = target.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : target.slice(start + 1).replace(/#.*$/s, ''));
}
