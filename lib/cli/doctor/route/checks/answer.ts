import { type Finding, ok, problem, warning } from '../../finding.js';
import { isEventStream } from '../connected.js';
import type { Observation } from '../observe.js';
import type { Watched } from '../watch-stream.js';

const kCheck = 'answer';

/** Whether an event stream is there at all: status and content type. */
export function checkAnswer(seen: Observation): Finding[] {
  const { stream, redirects } = seen;
  if (stream.head === undefined) {
    return stream.failure === undefined ? [] : [notReached(seen, stream.failure)];
  }
  if (!isEventStream(stream)) return [refused(seen, stream)];
  return [...redirects.map(redirected), ok(kCheck, '200, text/event-stream')];
}

function redirected({ status, to }: Observation['redirects'][number]): Finding {
  return warning(
    'redirect',
    `Each connection is redirected first (${status}), to ${to.href}`,
    `url: '${to.pathname}${to.search}'`,
  );
}

/** Codes of Node.js and OpenSSL for a certificate that proves nothing here. */
const kUntrusted = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;

function notReached({ settings: { url }, stream }: Observation, failure: string): Finding {
  const { code = '' } = stream;
  if (kUntrusted.test(code)) {
    return problem(
      kCheck,
      `The certificate of ${url.host} is not trusted here: ${failure}`,
      `NODE_EXTRA_CA_CERTS=./ca.pem npx ssecast doctor ${url.href}`,
    );
  }
  if (/^HPE_|SSL|^EPROTO$/.test(code)) {
    const other = url.protocol === 'https:' ? 'http:' : 'https:';
    const text = `${url.host} does not speak ${url.protocol.slice(0, -1)}: ${failure}`;
    return problem(kCheck, text, `npx ssecast doctor ${other}//${url.host}${url.pathname}`);
  }
  const remedy =
    code === 'ENOTFOUND' ? 'check the name of the host' : 'start the server:  npx next start';
  return problem(kCheck, `${url.host} does not answer: ${failure}`, remedy);
}

/** An answer that is no stream, in words. */
function refused(seen: Observation, { head, text }: Watched): Finding {
  const status = head?.status ?? 0;
  const said = errorOf(text);
  const because = said === undefined ? '' : `: ${said}`;
  const { url } = seen.settings;
  if (status === 401 || status === 403) {
    return problem(
      kCheck,
      `The route refuses this client (${status})${because}`,
      `npx ssecast doctor ${url.href} --header 'Cookie: …' (as the page sends it)\n` +
        `npx ssecast doctor ${url.href} --token …`,
    );
  }
  const remedy = remedies[status];
  if (status !== 200) {
    return problem(kCheck, `Expected an event stream but received ${status}${because}`, remedy);
  }
  return noStream(seen, head?.headers['content-type']);
}

const remedies: Readonly<Record<number, string>> = {
  404: 'pass the address of the route, such as http://localhost:3000/api/sse',
  405: 'export GET from the route:  export const { GET, POST, OPTIONS } = live.route({ … });',
  429: 'raise the limit, or close streams:  maxConnectionsPerUser',
  502: 'the proxy does not reach the server: is it running, and on the port that the proxy asks?',
  503: 'more clients than maxConnections, or a server that restarts: try again',
  504: 'the proxy waits for the server too long: is it running, and does it answer at once?',
};

function noStream(
  { redirects, settings: { url } }: Observation,
  type = 'no content type',
): Finding {
  const text = `Expected text/event-stream but received ${type}: ${url.href} is no event stream`;
  if (redirects.length > 0 || type.startsWith('text/html')) {
    return problem(
      kCheck,
      `${text}. A page of HTML is often the login, or the page of an error`,
      `npx ssecast doctor ${url.origin}/api/sse --header 'Cookie: …'`,
    );
  }
  return problem(kCheck, text, "in the route:  'Content-Type': 'text/event-stream'");
}

/** The sentence of an answer of ssecast, or its text if that is short. */
function errorOf(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === 'string') return error.slice(0, 300);
  } catch {
    // Not JSON.
  }
  const line = text.trim();
  return line !== '' && line.length <= 300 && !line.startsWith('<') ? line : undefined;
}
