/** The number of times that a change above the rate limit is sent again. */
const maxTries = 20;

/**
 * Calls an API route from the page. Above the rate limit, it waits as long as the answer says and sends the
 * request again.
 * @param onWait called before each wait, with its milliseconds
 * @throws Error with a sentence for the reader
 */
export async function sendJson(
  method: 'POST' | 'PATCH' | 'DELETE',
  url: string,
  body?: object,
  onWait?: (milliseconds: number) => void,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    }).catch(() => {
      throw new Error('The server cannot be reached. Nothing was changed; try again.');
    });
    const answer = (await response.json().catch(() => ({}))) as {
      error?: string;
      retryAfter?: number;
    };
    if (response.ok) return answer;
    const { error = `The server answered ${response.status}.`, retryAfter } = answer;
    if (retryAfter === undefined || attempt === maxTries) throw new Error(error);
    onWait?.(retryAfter);
    await new Promise((resolve) => setTimeout(resolve, retryAfter));
  }
}
