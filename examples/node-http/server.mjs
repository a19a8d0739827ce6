/** Notes that appear in every open window, or only in those of the browser that wrote them. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createBroadcaster } from 'ssecast';
import { createSSEHandler, drainOnSignals, refuseCrossSite } from 'ssecast/node';

const live = createBroadcaster({ maxConnections: 1_000 });

/** Each browser has a session of its own, which only its cookie identifies. */
const sessionOf = ({ headers }) => /(?:^|;\s*)session=([\w-]+)/.exec(headers.cookie ?? '')?.[1];

const events = createSSEHandler({
  authorize(request) {
    const sessionId = sessionOf(request);
    return sessionId === undefined ? undefined : { sessionId };
  },
});

/** In the query, so that there is no body to read. Node bounds the length of a request's line. */
function note(request, response, query) {
  // A page of another site must not write in the name of its visitor.
  if (refuseCrossSite(request, response)) return;
  const session = sessionOf(request);
  if (session === undefined) return end(response, 401, 'Open the page first.\n');
  const own = query.get('to') === 'me';
  const data = { text: query.get('text') ?? '', own };
  const { clients } = live.publish(own ? { session } : 'all', { event: 'note', data });
  end(response, 200, `${clients}\n`);
}

function page(request, response) {
  if (sessionOf(request) === undefined) {
    const cookie = `session=${randomUUID()}; HttpOnly; SameSite=Lax; Path=/`;
    response.setHeader('Set-Cookie', cookie);
  }
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  end(response, 200, html);
}

function end(response, status, text) {
  response.statusCode = status;
  response.end(text);
}

const server = createServer((request, response) => {
  // Not new URL(): what a client writes into the request line need not be one.
  const [pathname, query] = request.url.split('?', 2);
  if (pathname === '/events') return events(request, response);
  if (pathname === '/notes' && request.method === 'POST') {
    return note(request, response, new URLSearchParams(query));
  }
  if (pathname === '/' && request.method === 'GET') return page(request, response);
  end(response, 404, 'There is no such page.\n');
});

// Streams end in good order, and browsers come back when the server does.
drainOnSignals();

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});

const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Notes</title>
<h1>Notes</h1>
<p role="status">Connecting</p>
<form>
  <label>Note <input name="text" required maxlength="200"></label>
  <label><input type="checkbox" name="to" value="me"> only in this browser</label>
  <button>Send</button>
</form>
<ul></ul>
<script>
  const status = document.querySelector('[role=status]');
  const source = new EventSource('/events');
  source.onopen = () => { status.textContent = 'Connected'; };
  source.onerror = () => { status.textContent = 'Connection lost, connecting again'; };
  source.addEventListener('note', ({ data }) => {
    const { text, own } = JSON.parse(data);
    const item = document.createElement('li');
    item.textContent = own ? text + ' (only here)' : text;
    document.querySelector('ul').prepend(item);
  });
  document.querySelector('form').onsubmit = async (event) => {
    event.preventDefault();
    const form = event.target;
    const query = new URLSearchParams(new FormData(form));
    const { ok } = await fetch('/notes?' + query, { method: 'POST' });
    if (ok) form.reset();
  };
</script>
</html>
`;
