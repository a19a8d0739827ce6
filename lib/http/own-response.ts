/** An answer that is no stream: a JSON object, with a sentence as `error` when it is a refusal. */
export function json(
  status: number,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json(body, { status, headers: { ...headers, 'Cache-Control': 'no-store' } });
}

/**
 * A response of the app's own, with the headers that it does not have itself. `Vary` is added to: a
 * cache must not give it to pages of other sites.
 */
export function withHeaders(
  response: Response,
  headers: Readonly<Record<string, string>>,
): Response {
  const missing = Object.entries(headers).filter(([name, value]) =>
    name === 'Vary' ? !varies(response, value) : !response.headers.has(name),
  );
  if (missing.length === 0 || response.status < 200) return response;
  // A copy, because the headers of a redirect cannot be changed and those of a constant must not be.
  const copy = new Response(response.body, response);
  for (const [name, value] of missing) copy.headers.append(name, value);
  return copy;
}

function varies(response: Response, value: string): boolean {
  return (response.headers.get('vary') ?? '').includes(value);
}
