/**
 * A response of the application with the headers that it lacks. `Vary` is extended: a cache must not
 * give the response to pages of other sites.
 */
export function withHeaders(
  response: Response,
  headers: Readonly<Record<string, string>>,
): Response {
  const missing = Object.entries(headers).filter(([name, value]) =>
    name === 'Vary' ? !varies(response, value) : !response.headers.has(name),
  );
  if (missing.length === 0 || response.status < 200) return response;
  // A copy: the headers of a redirect are immutable, and an application may share one response.
  const copy = new Response(response.body, response);
  for (const [name, value] of missing) copy.headers.append(name, value);
  return copy;
}

function varies(response: Response, value: string): boolean {
  return (response.headers.get('vary') ?? '').includes(value);
}
