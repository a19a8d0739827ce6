import { enrol, personCookie } from '../../../lib/people';

/** Sets the name of this browser, or without a name removes it, and redirects back to the page. */
export async function POST(request: Request): Promise<Response> {
  // A page of another site must not change the visitor's name here.
  const site = request.headers.get('Sec-Fetch-Site') ?? 'same-origin';
  if (site !== 'same-origin') return new Response('Expected a form of this site.', { status: 403 });
  const form = await request.formData();
  const person = enrol(String(form.get('name') ?? ''));
  const rest = 'Path=/; HttpOnly; SameSite=Lax';
  const cookie = person
    ? `${personCookie}=${person.id}; ${rest}`
    : `${personCookie}=; ${rest}; Max-Age=0`;
  const headers = { Location: ownPath(String(form.get('back') ?? '/')), 'Set-Cookie': cookie };
  return new Response(null, { status: 303, headers });
}

/** A path of this site, never another site, however the path is written. */
function ownPath(back: string): string {
  if (!URL.canParse(back, 'http://localhost')) return '/';
  const { pathname } = new URL(back, 'http://localhost');
  return pathname.startsWith('//') ? '/' : pathname;
}
