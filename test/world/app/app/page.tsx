import { greet } from './actions';
import { Feed } from './feed';

export const dynamic = 'force-dynamic';

export default function Page() {
  return (
    <main>
      <h1>edition one</h1>
      <Feed />
      <form action={greet}>
        <input name="text" />
        <button type="submit">Send</button>
      </form>
    </main>
  );
}
